# The words SeededRandomTests expects, from the authors' C code (prng.di.unimi.it, public domain) written out in Python 3.
M=(1<<64)-1
def sm(s):
    while True:
        s=(s+0x9E3779B97F4A7C15)&M; z=s
        z=((z^(z>>30))*0xBF58476D1CE4E5B9)&M; z=((z^(z>>27))*0x94D049BB133111EB)&M
        yield z^(z>>31)
def rot(x,k): return ((x<<k)|(x>>(64-k)))&M
def xo(seed):
    g=sm(seed); s=[next(g) for _ in range(4)]
    while True:
        r=(rot((s[1]*5)&M,7)*9)&M; t=(s[1]<<17)&M
        s[2]^=s[0]; s[3]^=s[1]; s[1]^=s[2]; s[0]^=s[3]; s[2]^=t; s[3]=rot(s[3],45)
        yield r
g=sm(1234567); print([next(g) for _ in range(5)])
g=xo(0); print([next(g) for _ in range(5)])
g=xo(42); print([next(g) for _ in range(5)])
