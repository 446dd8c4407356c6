#version 330 core
// The soft picture at full size: its bloom, a film's shoulder, a darker edge, grain against banding.
uniform sampler2D soft;
uniform sampler2D bloom;
in vec2 uv;
out vec4 colour;

float grain(vec2 at) { return fract(52.9829189 * fract(dot(at, vec2(0.06711056, 0.00583715)))); }

void main() {
    vec3 light = texture(soft, uv).rgb + 0.55 * texture(bloom, uv).rgb;
    vec2 q = uv * 2.0 - 1.0;
    light *= 1.0 - 0.38 * smoothstep(0.5, 1.45, length(q));
    light = 1.0 - exp(-1.25 * light);
    vec3 shown = pow(light, vec3(1.0 / 2.2));
    colour = vec4(shown + (grain(gl_FragCoord.xy) - 0.5) / 255.0, 1.0);
}
