#version 330 core
// The body: nacre under a soft lamp. Three veils of the latent point's pattern lie in it at three depths.
#include "common.glsl"
uniform sampler2D pattern;
uniform float pattern_span;
uniform float awake;
uniform vec4 strike;
uniform vec3 strike_colour;
in vec3 v_normal;
in vec3 v_light;
in vec3 v_rest;
in float v_dent;
out vec4 colour;

vec4 veil(vec2 at) { return texture(pattern, at / (2.0 * pattern_span) + 0.5); }

void main() {
    vec3 n = normalize(v_normal);
    vec2 p = v_rest.xy;
    float r = length(p);

    vec4 skin = veil(p);
    // The pattern moves along its own contours: its motion too comes from the point.
    vec2 flow = vec2(skin.z, -skin.y);
    vec2 sway = 0.022 * flow * sin(0.5 * time_s + 2.0 * skin.w);
    vec4 outer = veil(p + sway + 0.05 * n.xy);
    vec4 inner = veil((p - 1.6 * sway) * 0.93 - 0.24 * n.xy);

    float facing = clamp(n.z, 0.0, 1.0);
    float edge = pow(1.0 - facing, 2.0);
    vec3 lamp = normalize(vec3(-0.45, 0.65, 0.62));
    float wrap = dot(n, lamp) * 0.5 + 0.5;
    float shade = 0.30 + 0.78 * wrap * wrap;

    // Lightness from the veils, hue from the veils and, as nacre does, from the angle.
    float deep = 0.62 * outer.x + 0.38 * inner.x;
    float lightness = 0.47 + 0.135 * deep;
    vec2 hue = 0.075 * (0.6 * outer.yz + 0.4 * inner.yz) + 0.022 * vec2(n.x + n.y, n.y - n.x) + vec2(0.006, -0.024);
    vec3 flesh = max(from_oklab(vec3(lightness, hue)), 0.0);

    // Threads: contours of the phase that grow outward from the middle.
    float phase = 1.9 * outer.w + 2.6 * r * r - 0.11 * time_s;
    float away = abs(fract(phase) - 0.5);
    float wide = fwidth(phase);
    float thread = smoothstep(0.07 + wide, 0.02, away) * (1.0 - smoothstep(0.12, 0.5, wide));
    flesh += thread * 0.15 * max(from_oklab(vec3(0.72, hue * 1.5)), 0.0);

    vec3 light = flesh * shade;
    // Glow from within where the skin is thin: near the rim, and in a dent.
    float dent = clamp(v_dent * 3.2, 0.0, 1.0);
    light *= 1.0 - 0.5 * dent;
    light += edge * max(from_oklab(vec3(0.66 + 0.06 * skin.x, 0.7 * hue + vec2(-0.01, -0.03))), 0.0) * 0.55;
    vec3 half_way = normalize(lamp + vec3(0.0, 0.0, 1.0));
    float shine = pow(max(dot(n, half_way), 0.0), 46.0);
    light += shine * vec3(0.30, 0.29, 0.27) * (0.8 + 0.2 * outer.x);

    // The pads' own light, and a bright lip around each dent.
    light += v_light * (0.42 + 0.55 * dent + 0.5 * thread);
    light += v_light * pow(clamp(1.0 - facing, 0.0, 1.0), 1.5) * 1.2;

    // A struck note sends a wave of light through the skin from where it stands.
    float wave = length(p - strike.xy) - strike.z * 2.2;
    light += strike_colour * strike_colour * strike.w * exp(-wave * wave * 22.0 - 3.2 * strike.z) * (0.16 + 0.25 * thread);

    colour = vec4(light * (0.55 + 0.45 * awake), 1.0);
}
