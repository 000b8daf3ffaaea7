"""The job as a Python user would do it today: NumPy for the protocol, matplotlib for the pictures, Pillow for the GIF.

It is what this project is timed against:

    peer.py all|figures|gif [FOLDER]   run, seed sweep of 30, figures and GIF; or one run and only these pictures of it
    peer.py run [--dim D]              one run
    peer.py sweep [N]                  N seeds, 30 unless told
"""
import sys
import numpy as np

DEFAULTS = dict(seed=0, dim=50, n_pairs=20, n_rehearse=None, slow_lr=0.1, fast_lr=0.5, fast_decay=0.9,
                n_a_sweeps=30, n_b_sweeps=30, n_rehearse_sweeps=5)


def pairs(seed, n, d):
    rng = np.random.default_rng(seed)
    return rng.choice([-1.0, 1.0], size=(n, d)), rng.choice([-1.0, 1.0], size=(n, d))


def recall(W, X, Y):
    """Per-pair fraction of correct bits, shape (n,)."""
    return (np.where(X @ W.T >= 0, 1.0, -1.0) == Y).mean(axis=1)


def protocol(record_every_sweep=True, **settings):
    s = {**DEFAULTS, **settings}
    d, n = s["dim"], s["n_pairs"]
    k = s["n_rehearse"] if s["n_rehearse"] is not None else max(2, n // 4)
    A, B = pairs(s["seed"], n, d), pairs(s["seed"] + 10_000, n, d)
    rng = np.random.default_rng(s["seed"] + 7919)
    slow, fast = np.zeros((d, d)), np.zeros((d, d))
    history, weights, per_pair = [], {}, {}

    def measure(phase):
        W = slow + fast
        a, b = recall(W, *A), recall(W, *B)
        history.append(dict(phase=phase, a=a, b=b, slow=np.linalg.norm(slow), fast=np.linalg.norm(fast),
                            bit_a=np.mean(np.where(A[0] @ W.T >= 0, 1.0, -1.0) == A[1]),
                            bit_b=np.mean(np.where(B[0] @ W.T >= 0, 1.0, -1.0) == B[1]),
                            pat_a=np.mean(a == 1.0), pat_b=np.mean(b == 1.0)))

    def learn(phase, X, Y, sweeps):
        nonlocal slow, fast
        order = np.arange(len(X))
        for sweep in range(sweeps):
            rng.shuffle(order)
            for i in order:
                step = np.outer(Y[i] - (slow + fast) @ X[i], X[i]) * (1.0 / d)
                slow += s["slow_lr"] * step
                fast += s["fast_lr"] * step
                fast *= s["fast_decay"]
            if record_every_sweep or sweep == sweeps - 1:
                measure(phase)
        weights[phase] = slow.copy(), fast.copy()
        per_pair[phase] = history[-1]["a"]

    measure("init")
    learn("learnA", *A, s["n_a_sweeps"])
    learn("learnB", *B, s["n_b_sweeps"])
    learn("rehearse", A[0][:k], A[1][:k], s["n_rehearse_sweeps"])
    measure("test")
    return dict(settings=s, k=k, history=history, weights=weights, per_pair=per_pair)


def summary(run):
    last = {h["phase"]: h for h in run["history"]}
    gain = run["per_pair"]["rehearse"] - run["per_pair"]["learnB"]
    k = run["k"]
    return dict(
        phases={p: dict(A=dict(bit=float(h["bit_a"]), pattern=float(h["pat_a"])),
                        B=dict(bit=float(h["bit_b"]), pattern=float(h["pat_b"])),
                        slowNorm=float(h["slow"]), fastNorm=float(h["fast"])) for p, h in last.items()},
        recovery=dict(bit=float(last["rehearse"]["bit_a"] - last["learnB"]["bit_a"]),
                      pattern=float(last["rehearse"]["pat_a"] - last["learnB"]["pat_a"]),
                      rehearsedBit=float(gain[:k].mean()),
                      unrehearsedBit=float(gain[k:].mean()) if len(gain) > k else None),
        parameters=2 * run["settings"]["dim"] ** 2, historyLength=len(run["history"]))


STATISTICS = ["learnA.A.bit", "learnA.A.pattern", "learnB.A.bit", "learnB.B.bit", "learnB.A.pattern", "learnB.B.pattern",
              "rehearse.A.bit", "rehearse.A.pattern", "recovery.bit", "recovery.pattern", "recovery.rehearsedBit",
              "recovery.unrehearsedBit"]


def sweep(n, **settings):
    rows = [summary(protocol(record_every_sweep=False, **{**settings, "seed": i})) for i in range(n)]

    def pick(row, key):
        at = row["recovery"] if key.startswith("recovery.") else row["phases"]
        for part in key.replace("recovery.", "").split("."):
            at = at[part]
        return at
    out = {}
    for key in STATISTICS:
        v = np.array([pick(r, key) for r in rows])
        out[key] = dict(mean=float(v.mean()), std=float(v.std()), min=float(v.min()), max=float(v.max()))
    return out


BLUE, RED, GOLD, GREY = "#1f77b4", "#d62728", "#d4a017", "#888888"
BAND = dict(init="#eeeeee", learnA="#cfe7ff", learnB="#ffd6cf", rehearse="#fff4c2", test="#e6e6e6")


def bands(ax, phases):
    start = 0
    for i in range(1, len(phases) + 1):
        if i == len(phases) or phases[i] != phases[start]:
            ax.axvspan(start - 0.5, i - 0.5, color=BAND[phases[start]], alpha=0.55, lw=0)
            start = i


def figures(run, out):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    h = run["history"]
    ph = [r["phase"] for r in h]
    x = np.arange(len(h))
    fig, ax = plt.subplots(3, 1, figsize=(10, 8.5), dpi=120, sharex=True)
    for a, rows, lab in ((ax[0], ("bit_a", "bit_b"), "bit accuracy (%)"), (ax[1], ("pat_a", "pat_b"), "pattern accuracy (%)"),
                         (ax[2], ("slow", "fast"), "Frobenius norm")):
        bands(a, ph)
        scale = 1 if rows[0] == "slow" else 100
        for key, c, m in zip(rows, (BLUE, RED), "os"):
            a.plot(x, [r[key] * scale for r in h], color=c, marker=m, ms=3, lw=1.8, label=key)
        a.set_ylabel(lab), a.grid(alpha=0.3), a.legend(fontsize=9)
    fig.suptitle("Fast weights with rehearsal"), fig.tight_layout(), fig.savefig(f"{out}/training_curves.png"), plt.close(fig)

    fig, ax = plt.subplots(2, 3, figsize=(11, 6.5), dpi=130)
    for r in (0, 1):
        top = max(np.abs(run["weights"][p][r]).max() for p in ("learnA", "learnB", "rehearse"))
        for c, p in enumerate(("learnA", "learnB", "rehearse")):
            W = run["weights"][p][r]
            im = ax[r, c].imshow(W, cmap="RdBu_r", vmin=-top, vmax=top, interpolation="nearest")
            ax[r, c].set_xticks([]), ax[r, c].set_yticks([])
            ax[r, c].text(0.02, 0.98, f"‖W‖={np.linalg.norm(W):.2f}", transform=ax[r, c].transAxes, va="top", fontsize=8)
        fig.colorbar(im, ax=ax[r, :], fraction=0.025)
    fig.savefig(f"{out}/weight_decomposition.png", bbox_inches="tight"), plt.close(fig)

    b, a = run["per_pair"]["learnB"] * 100, run["per_pair"]["rehearse"] * 100
    i = np.arange(len(a))
    fig, ax = plt.subplots(figsize=(10, 4.6), dpi=140)
    ax.bar(i - 0.2, b, 0.4, color="#bbbbbb", edgecolor="black", lw=0.4)
    ax.bar(i + 0.2, a, 0.4, color=[GOLD if j < run["k"] else GREY for j in i], edgecolor="black", lw=0.4)
    ax.set_ylim(40, 108), ax.set_xticks(i), ax.grid(axis="y", alpha=0.3), ax.set_xlabel("A-pair index"), ax.set_ylabel("bit accuracy (%)")
    fig.tight_layout(), fig.savefig(f"{out}/recovery_bars.png"), plt.close(fig)

    fig, ax = plt.subplots(1, 3, figsize=(10.5, 3.4), dpi=130, sharey=True)
    for axis, p in zip(ax, ("learnA", "learnB", "rehearse")):
        v = run["per_pair"][p] * 100
        for part, c in ((v[run["k"]:], GREY), (v[:run["k"]], GOLD)):
            axis.hist(part, bins=np.linspace(40, 100.1, 21), color=c, edgecolor="black", lw=0.3)
        axis.set_title(p), axis.set_xlabel("bit accuracy (%)")
    fig.tight_layout(), fig.savefig(f"{out}/recall_distribution.png"), plt.close(fig)


def animation(run, out):
    import io
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from PIL import Image
    h, frames = run["history"], []
    n = len(h[0]["a"])
    i = np.arange(n)
    for t in range(len(h)):
        fig = plt.figure(figsize=(10, 6.4), dpi=100)
        g = fig.add_gridspec(2, 2, hspace=0.5, wspace=0.3)
        for col, key, colors in ((0, "a", [GOLD if j < run["k"] else GREY for j in i]), (1, "b", RED)):
            ax = fig.add_subplot(g[0, col])
            ax.bar(i, h[t][key] * 100, color=colors, edgecolor="black", lw=0.3)
            ax.axhline(50, color="gray", ls=":", lw=0.7), ax.set_ylim(0, 110), ax.set_title(f"set {key.upper()}: mean {h[t][key].mean() * 100:.1f}%", fontsize=10)
        ax = fig.add_subplot(g[1, :])
        bands(ax, [r["phase"] for r in h[:t + 1]])
        for key, c, m in (("bit_a", BLUE, "o"), ("bit_b", RED, "s")):
            ax.plot([r[key] * 100 for r in h[:t + 1]], color=c, marker=m, ms=2.5, lw=1.6, label=key)
        ax.axvline(t, color="black", lw=1), ax.set_xlim(-1, len(h)), ax.set_ylim(35, 105), ax.grid(alpha=0.3), ax.legend(fontsize=9)
        ax.set_title(f"{h[t]['phase']}  ‖slow‖={h[t]['slow']:.2f}  ‖fast‖={h[t]['fast']:.2f}", fontsize=10)
        buf = io.BytesIO()
        fig.savefig(buf, format="png", dpi=100), plt.close(fig)
        buf.seek(0)
        frames.append(Image.open(buf).convert("P", palette=Image.ADAPTIVE, colors=128))
    frames[0].save(f"{out}/fast_weights_rehearsal.gif", save_all=True, append_images=frames[1:],
                   duration=[166] * (len(frames) - 1) + [2200], loop=0, optimize=True)


if __name__ == "__main__":
    job, words = sys.argv[1], sys.argv[2:]
    if job == "sweep":
        print(sweep(int(words[0]) if words else 30))
    elif job == "run":
        print(summary(protocol(**({"dim": int(words[1])} if words[:1] == ["--dim"] else {}))))
    else:
        run, out = protocol(), (words[0] if words else ".")
        if job in ("figures", "all"):
            figures(run, out)
        if job in ("gif", "all"):
            animation(run, out)
        if job == "all":
            sweep(30)
