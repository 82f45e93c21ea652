"""The same update in JAX: for each line "units batch steps" on stdin, the microseconds of one on stdout.

All updates of a call run in one compiled scan on one thread. Bidirectional LSTM, concat, a sigmoid per step, binary
cross-entropy, backpropagation through time, Adam; float32. Time is the processor's, without that of compiling.
"""
import os
import sys
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
import jax
import jax.numpy as jnp

UPDATES = {20: 400, 64: 40, 256: 4}
CHUNKS = 5


def reading(weights, inputs, reverse):
    kernel, recurrent, bias = weights
    units = recurrent.shape[0]
    batch = inputs.shape[1]

    def step(state, x):
        h, c = state
        i, f, g, o = jnp.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    zeros = jnp.zeros((batch, units), jnp.float32)
    return jax.lax.scan(step, (zeros, zeros), inputs, reverse=reverse)[1]


def loss(parameters, inputs, labels):
    forward, backward, (kernel, bias) = parameters
    both = jnp.concatenate([reading(forward, inputs, False), reading(backward, inputs, True)], axis=-1)
    logits = (both @ kernel + bias)[..., 0]
    return jnp.mean(jnp.maximum(logits, 0) - logits * labels + jnp.log1p(jnp.exp(-jnp.abs(logits))))


def update(carry, batch):
    parameters, first, second, t = carry
    gradients = jax.grad(loss)(parameters, *batch)
    t = t + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
    rate = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    parameters = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), parameters, first, second)
    return (parameters, first, second, t), None


@jax.jit
def train(carry, inputs, labels):
    return jax.lax.scan(update, carry, (inputs, labels))[0]


def prepared(units, batch, steps):
    keys = iter(jax.random.split(jax.random.PRNGKey(1), 16))
    draw = lambda *shape: 0.1 * jax.random.normal(next(keys), shape, jnp.float32)
    one = lambda: (draw(1, 4 * units), draw(units, 4 * units), jnp.zeros(4 * units, jnp.float32))
    parameters = (one(), one(), (draw(2 * units, 1), jnp.zeros(1, jnp.float32)))
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    count = UPDATES[units]
    inputs = jax.random.uniform(next(keys), (count, steps, batch, 1), jnp.float32)
    labels = (jnp.cumsum(inputs[..., 0], axis=1) > steps / 4).astype(jnp.float32)
    return (parameters, zeros, zeros, jnp.float32(0)), inputs, labels, count


known = {}
for line in sys.stdin:
    shape = tuple(int(word) for word in line.split())
    if shape not in known:
        known[shape] = prepared(*shape)
        jax.block_until_ready(train(*known[shape][:3]))  # compiles
    carry, inputs, labels, count = known[shape]
    chunks = []
    for _ in range(CHUNKS):
        started = time.process_time()
        jax.block_until_ready(train(carry, inputs, labels))
        chunks.append((time.process_time() - started) * 1e6 / count)
    print(sorted(chunks)[CHUNKS // 2], flush=True)
