#version 330 core
// The ground: still dark water that mirrors the body's pattern, outside in.
#include "common.glsl"
uniform sampler2D pattern;
uniform float pattern_span;
uniform float awake;
uniform float ornament;
in vec2 uv;
out vec4 colour;

void main() {
    vec2 stage = (uv * 2.0 - 1.0) * extent;
    vec2 p = (stage - centre) / body_radius;
    float square = max(dot(p, p), 1.0);
    float r = sqrt(square);
    // The plane outside, folded in at the rim; the water moves.
    vec2 drift = 0.05 * vec2(sin(0.21 * time_s + 2.3 * p.y), cos(0.17 * time_s + 2.3 * p.x)) * min(r - 1.0, 1.0);
    vec4 f = texture(pattern, (p / square + drift) * (0.5 / pattern_span) + 0.5);
    float far = 1.0 / (1.0 + 0.9 * (r - 1.0) * (r - 1.0));
    float shore = exp2(-5.0 * (r - 1.0));
    float lit = (0.5 + 0.5 * awake) * (0.12 * far + 0.13 * shore);
    vec2 hue = nacre(f.yz, 0.9) * (0.25 + 0.5 * far + 0.3 * shore);
    vec3 light = from_oklab(vec3(0.105 + lit * (1.0 + 0.36 * max(f.x, -1.4)), hue));
    vec2 q = uv * 2.0 - 1.0;
    light *= 1.0 - 0.30 * smoothstep(0.4, 2.0, dot(q, q));
    colour = vec4(exposed(ornament * light, gl_FragCoord.xy), 1.0);
}
