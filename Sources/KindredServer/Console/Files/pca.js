// Principal components by power iteration: the two directions along which a sample varies most.
//
// The covariance is never formed: with rows X (centred), v ← Xᵀ(Xv), made orthogonal to the directions found before and
// of unit length, converges to the next direction. O(rows · dimension) a step.

const stepsMax = 150;
const tolerance = 1e-9;
const pauseMillis = 24;

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

function centred(rows) {
  const mean = new Float64Array(rows[0].length);
  for (const row of rows) for (let i = 0; i < mean.length; i += 1) mean[i] += row[i];
  for (let i = 0; i < mean.length; i += 1) mean[i] /= rows.length;
  return rows.map((row) => Float64Array.from(row, (value, i) => value - mean[i]));
}

/** Takes away from `v` what lies along other directions and gives it unit length; the length it had. */
function unit(v, others) {
  for (const other of others) {
    const along = dot(v, other);
    for (let i = 0; i < v.length; i += 1) v[i] -= along * other[i];
  }
  const length = Math.sqrt(dot(v, v));
  if (length > 0) for (let i = 0; i < v.length; i += 1) v[i] /= length;
  return length;
}

/** One step: Xᵀ(Xv). */
function stepped(rows, v) {
  const next = new Float64Array(v.length);
  for (const row of rows) {
    const along = dot(row, v);
    for (let i = 0; i < next.length; i += 1) next[i] += along * row[i];
  }
  return next;
}

/** Lets the page breathe when a share of a frame has gone. */
function breather() {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < pauseMillis) return;
    await new Promise((resolve) => { setTimeout(resolve); });
    last = performance.now();
  };
}

async function direction(rows, found, breathe) {
  // The same start each time, so that the same sample gives the same map.
  let v = Float64Array.from({ length: rows[0].length }, (_, i) => Math.sin(1 + 7 * i + 3 * found.length));
  unit(v, found);
  for (let step = 0; step < stepsMax; step += 1) {
    const next = stepped(rows, v);
    // What varies no more has no direction.
    if (unit(next, found) < 1e-12) return null;
    const change = 1 - Math.abs(dot(next, v));
    v = next;
    if (change < tolerance) break;
    await breathe();
  }
  // Of a direction and its opposite, the one whose largest component is positive.
  const largest = v.reduce((best, value, i) => (Math.abs(value) > Math.abs(v[best]) ? i : best), 0);
  return v[largest] < 0 ? v.map((value) => -value) : v;
}

/**
 * Projects rows on their first two principal components.
 *
 * Resolves to `{ x, y, explained }`: coordinates in the order of the rows, and the share of the variance that each axis has.
 */
export async function project(rows) {
  const centredRows = centred(rows), breathe = breather(), found = [];
  const total = centredRows.reduce((sum, row) => sum + dot(row, row), 0);
  const explained = [];
  for (let axis = 0; axis < 2 && found.length === axis; axis += 1) {
    const v = await direction(centredRows, found, breathe);
    if (v === null) break;
    found.push(v);
    const variance = centredRows.reduce((sum, row) => sum + dot(row, v) ** 2, 0);
    explained.push(total > 0 ? variance / total : 0);
  }
  const along = (axis) => Float64Array.from(centredRows, (row) => (found[axis] ? dot(row, found[axis]) : 0));
  return { x: along(0), y: along(1), explained };
}
