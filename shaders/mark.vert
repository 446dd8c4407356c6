#version 330 core
// A bead, a pad's shape.
#include "common.glsl"
uniform float pixel;
in vec4 at;      // x, y, size, shape
in vec4 form;    // hollow, glow
in vec4 shade;
out vec2 place;  // in units of the size
flat out float shape;
flat out vec2 v_form;
flat out vec4 v_shade;
flat out float pixel_here;
void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    float reach = 1.45 + 1.5 * pixel / at.z;
    place = corner * reach;
    shape = at.w; v_form = form.xy; v_shade = shade; pixel_here = pixel / at.z;
    gl_Position = on_screen(at.xy + at.z * place);
}
