#version 330 core
// The ground: still dark water that mirrors the body's pattern, outside in.
#include "common.glsl"
uniform sampler2D pattern;
uniform float pattern_span;
uniform float awake;
uniform vec4 strike;        // direction of the struck note, its age, its force
uniform vec3 strike_colour;
in vec2 uv;
out vec4 colour;

void main() {
    vec2 stage = (uv * 2.0 - 1.0) * extent;
    vec2 p = (stage - centre) / body_radius;
    float r = max(length(p), 1e-4);
    vec2 drift = 0.035 * vec2(sin(0.21 * time_s + 3.0 * p.y), cos(0.17 * time_s + 3.0 * p.x));
    vec2 mirrored = r > 1.0 ? p / (r * r) : p;            // the plane folded in at the rim
    mirrored = mirrored * 0.98 + drift * min(r - 0.8, 1.0) * step(0.8, r);
    vec4 f = texture(pattern, mirrored / (2.0 * pattern_span) + 0.5);
    float near = exp(-1.35 * max(r - 1.0, 0.0));
    float lightness = 0.135 + (0.10 + 0.055 * f.x) * near * (0.55 + 0.45 * awake);
    vec3 lab = vec3(lightness, vec2(0.004, -0.026) + 0.042 * f.yz * near);
    vec3 light = max(from_oklab(lab), 0.0);
    float rim = exp(-7.0 * max(r - 1.0, 0.0));            // light that the body sheds on the water
    light += rim * (0.4 + 0.6 * awake) * max(from_oklab(vec3(0.36 + 0.05 * f.x, 0.05 * f.y, 0.05 * f.z - 0.02)), 0.0) * 0.55;
    float ripple = length(p - strike.xy * 1.3) - strike.z * 1.5;
    light += strike_colour * strike_colour * strike.w * 0.05 * exp(-ripple * ripple * 60.0 - 2.6 * strike.z);
    colour = vec4(light, 1.0);
}
