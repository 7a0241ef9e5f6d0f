// Choosing the part of a photograph that prints: 35 by 45. The server cuts; four hidden fields say where.
// Without this module the server keeps the middle.
const form = document.querySelector("[data-photo-crop]");
const input = form?.querySelector('input[type="file"]');
const frame = form?.querySelector("[data-crop]");
const canvas = form?.querySelector("[data-crop-canvas]");
const size = form?.querySelector("[data-crop-size]");
const status = form?.querySelector("[data-crop-status]");
const [WIDTH, HEIGHT, LEAST] = [350, 450, 413];
const RATIO = 35 / 45;

let picture;
let centre;

// The part of the picture in its own pixels: as large as fits, divided by the zoom, kept inside.
function part() {
  const most = Math.min(picture.width, picture.height * RATIO);
  const width = most / Number(size.value);
  const height = width / RATIO;
  centre.x = Math.min(Math.max(centre.x, width / 2), picture.width - width / 2);
  centre.y = Math.min(Math.max(centre.y, height / 2), picture.height - height / 2);
  return { left: centre.x - width / 2, top: centre.y - height / 2, width, height };
}

function draw() {
  const { left, top, width, height } = part();
  canvas.getContext("2d").drawImage(picture, left, top, width, height, 0, 0, WIDTH, HEIGHT);
  form.elements.left.value = (left / picture.width).toFixed(5);
  form.elements.top.value = (top / picture.height).toFixed(5);
  form.elements.right.value = ((left + width) / picture.width).toFixed(5);
  form.elements.bottom.value = ((top + height) / picture.height).toFixed(5);
  const text = Math.round(width) < LEAST ? status.dataset.small : "";
  if (status.textContent !== text) status.textContent = text;
}

function move(x, y) {
  centre.x += x;
  centre.y += y;
  draw();
}

function forget() {
  frame.hidden = true;
  for (const edge of ["left", "top", "right", "bottom"]) form.elements[edge].value = "";
}

async function open() {
  forget();
  const [file] = input.files;
  if (!file) return;
  try {
    // Upright, as the server turns it too.
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return; // not a picture that browsers know: the server says so in words
  }
  centre = { x: picture.width / 2, y: picture.height * 0.45 };
  const most = Math.min(picture.width, picture.height * RATIO);
  size.max = Math.max(1, Math.min(4, most / LEAST)).toFixed(2);
  size.value = "1";
  size.disabled = Number(size.max) <= 1;
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  frame.hidden = false;
  draw();
}

if (form && input && canvas) {
  input.addEventListener("change", open);
  size.addEventListener("input", draw);
  let held;
  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, y: event.clientY };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const scale = part().width / canvas.clientWidth;
    move((held.x - event.clientX) * scale, (held.y - event.clientY) * scale);
    held = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (held = undefined));
  canvas.addEventListener("keydown", (event) => {
    const step = part().width / 40;
    const way = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (!way) return;
    event.preventDefault();
    move(...way);
  });
}
