#version 330 core
// The body: nacre, lit from within and by a lamp. Two veils of the latent point's pattern lie in it, one deeper.
// Where it is thin (at the rim, in a dent) more of the inner light comes through.
#include "common.glsl"
uniform sampler2D pattern;
uniform float pattern_span;
uniform float awake;
uniform float ornament;
uniform vec4 strike;
uniform vec3 strike_colour;
in vec3 v_normal;
in vec3 v_light;
in vec2 v_rest;
in float v_dent;
out vec4 colour;

vec4 veil(vec2 at) { return texture(pattern, at * (0.5 / pattern_span) + 0.5); }

void main() {
    vec2 p = v_rest;
    float square = dot(p, p);
    vec4 skin = veil(p);
    // The pattern folds the skin a little, and moves along its own contours: all of it comes from the point.
    vec3 n = normalize(vec3(v_normal.xy * 1.45 + 0.055 * skin.yz, v_normal.z));
    vec2 sway = 0.030 * vec2(skin.z, -skin.y) * sin(0.45 * time_s + 2.0 * skin.w);
    vec4 outer = veil(p + sway + 0.04 * n.xy);
    float facing = clamp(n.z, 0.0, 1.0);
    vec4 inner = veil((p - 1.7 * sway) * 0.9 - 0.20 * facing * n.xy);

    float dent = clamp(v_dent * 3.4, -0.3, 1.0);
    float edge = (1.0 - facing) * (1.0 - facing);
    float shore = edge * smoothstep(0.25, 1.0, square);     // a dent's walls do not shine as the rim does
    float thin = square * square * 0.55 + max(dent, 0.0) * 0.12;

    vec4 mixed = mix(inner, outer, 0.6);
    vec2 hue = nacre(mixed.yz, 1.0) + 0.018 * vec2(n.x + n.y, n.y - n.x);
    float lightness = 0.42 + (mixed.x < 0.0 ? 0.105 : 0.130) * mixed.x * inversesqrt(1.0 + 0.16 * mixed.x * mixed.x);
    vec3 flesh = from_oklab(vec3(lightness, hue));
    vec3 glow = from_oklab(vec3(lightness + 0.20, hue * 1.15));

    // Threads: contours of the phase, growing outward; broad and soft, so that they are no lines beside those that speak.
    float phase = 2.3 * inner.w + 1.6 * square - 0.10 * time_s;
    float away = abs(fract(phase) - 0.5);
    float wide = fwidth(phase);
    float thread = clamp((0.150 + wide - away) / (0.15 + wide), 0.0, 1.0);
    thread *= thread * clamp(1.2 - 2.5 * wide, 0.0, 1.0) * clamp(0.55 + 0.30 * outer.x, 0.12, 1.2);

    vec3 lamp = vec3(-0.46, 0.66, 0.594);
    float wrap = max(dot(n, lamp) * 0.55 + 0.45, 0.0);
    vec3 light = flesh * (0.20 + 0.95 * wrap * wrap * (0.6 + 0.4 * facing)) + glow * (0.50 * thin + 0.36 * shore + 0.34 * thread);
    light *= 1.0 - 0.74 * max(dent, 0.0);

    vec3 half_way = vec3(-0.258, 0.370, 0.893);
    float gloss = max(dot(n, half_way), 0.0);
    gloss *= gloss; gloss *= gloss; gloss *= gloss;          // to the 8th: a wide window
    float spark = gloss * gloss; spark *= spark; spark *= spark;  // to the 64th: the lamp in it
    light += vec3(0.93, 0.96, 1.0) * (0.06 * gloss + 0.22 * spark) * (1.0 - smoothstep(-0.02, 0.22, dent));

    // The pads' own light comes up from below, brightest where the skin is pressed thin.
    light += v_light * (0.10 + 0.62 * max(dent, 0.0) + 0.4 * thread + 1.1 * edge);

    // A struck note sends a wave of light through the skin from where it stands.
    float wave = length(p - strike.xy) - strike.z * 2.0;
    light += strike_colour * strike.w * exp2(-wave * wave * 26.0 - 4.2 * strike.z) * (0.13 + 0.30 * thread);

    float rim = 1.0 - smoothstep(0.0, 1.0, (sqrt(square) - 1.0) / max(fwidth(square), 1e-4) + 1.0);
    colour = vec4(exposed(light * (ornament * (0.5 + 0.5 * awake)), gl_FragCoord.xy) * rim, rim);
}
