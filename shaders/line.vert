#version 330 core
// A straight stroke.
#include "common.glsl"
uniform float pixel;   // a picture's pixel in stage units
in vec4 ends;          // from x, y to x, y
in vec4 form;          // nothing, half width, strength at the end
in vec4 shade;
out float side;        // across, in pixels
out float half_px;
out vec4 v_shade;
void main() {
    float along = float(gl_VertexID >> 1);
    float hand = float(gl_VertexID & 1) * 2.0 - 1.0;
    float reach = form.y + pixel;
    vec2 way = ends.zw - ends.xy;
    vec2 across = normalize(vec2(-way.y, way.x) + vec2(1e-9, 0.0));
    side = hand * reach / pixel;
    half_px = form.y / pixel;
    v_shade = vec4(shade.rgb, shade.a * mix(1.0, form.z, along));
    gl_Position = on_screen(mix(ends.xy, ends.zw, along) + across * hand * reach);
}
