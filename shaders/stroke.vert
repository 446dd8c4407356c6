#version 330 core
// A stroke: straight, or along a circle.
#include "common.glsl"
uniform float pixel;   // a picture's pixel in stage units
in vec4 ends;          // x, y, x, y; of an arc: its middle and its two angles
in vec4 form;          // radius, half width, strength at the end, 1 for an arc
in vec4 shade;
out float side;        // across, in pixels
out float half_px;
out vec4 v_shade;
const int STEPS = 16;
void main() {
    float along = float(gl_VertexID >> 1) / float(STEPS);
    float hand = float(gl_VertexID & 1) * 2.0 - 1.0;
    float reach = form.y + pixel;
    vec2 at, across;
    if (form.w > 0.5) {
        float angle = mix(ends.z, ends.w, along);
        across = vec2(sin(angle), cos(angle));
        at = ends.xy + form.x * across;
    } else {
        vec2 way = ends.zw - ends.xy;
        across = normalize(vec2(-way.y, way.x) + vec2(1e-9, 0.0));
        at = mix(ends.xy, ends.zw, along);
    }
    side = hand * reach / pixel;
    half_px = form.y / pixel;
    v_shade = vec4(shade.rgb, shade.a * mix(1.0, form.z, along));
    gl_Position = on_screen(at + across * hand * reach);
}
