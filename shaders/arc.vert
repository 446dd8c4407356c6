#version 330 core
// A stroke along a circle, in sixteen straight pieces.
#include "common.glsl"
uniform float pixel;   // a picture's pixel in stage units
in vec4 ends;          // middle x, y; first and last angle, clockwise from the top
in vec4 form;          // radius, half width, strength at the end
in vec4 shade;
out float side;        // across, in pixels
out float half_px;
out vec4 v_shade;
void main() {
    float along = float(gl_VertexID >> 1) / 16.0;
    float hand = float(gl_VertexID & 1) * 2.0 - 1.0;
    float reach = form.y + pixel;
    float angle = mix(ends.z, ends.w, along);
    side = hand * reach / pixel;
    half_px = form.y / pixel;
    v_shade = vec4(shade.rgb, shade.a * mix(1.0, form.z, along));
    gl_Position = on_screen(ends.xy + (form.x + hand * reach) * vec2(sin(angle), cos(angle)));
}
