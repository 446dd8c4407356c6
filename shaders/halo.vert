#version 330 core
// Soft light around a place.
#include "common.glsl"
in vec4 at;      // x, y, radius, nothing
in vec4 shade;   // colour, strength
out vec2 corner;
out vec4 v_shade;
void main() {
    corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    v_shade = shade;
    gl_Position = on_screen(at.xy + at.z * corner);
}
