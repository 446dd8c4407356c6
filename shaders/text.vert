#version 330 core
// A line of words, pixel for pixel.
uniform vec2 size_px;
uniform vec2 atlas_px;
in vec4 box;     // left, top, width, height on the picture, in pixels from its upper left corner
in vec2 corner_px;  // upper left corner in the atlas
in vec4 shade;
out vec2 uv;
out vec4 v_shade;
void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 at = (box.xy + corner * box.zw) / size_px;
    uv = (corner_px + corner * box.zw) / atlas_px;
    v_shade = shade;
    gl_Position = vec4(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0);
}
