using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>What OpenCode, and what has come of it, is told in a file: our address, our key, our model, and that nobody is there to be asked.</summary>
internal static class OpenCodeSettings
{
    /// <param name="place">Where to ask.</param>
    /// <param name="sdk">The npm package of the provider to ask by.</param>
    public static string For(Place place, string sdk) => Json.Of(new
    {
        autoupdate = false,
        share = "disabled",
        model = "jusinfer/jusInfer-auto",
        permission = new { bash = "allow", edit = "allow" },
        provider = new
        {
            jusinfer = new
            {
                npm = sdk,
                name = "JusInfer",
                options = new { baseURL = place.BaseUrl, apiKey = place.Key },
                models = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["jusInfer-auto"] = new { name = "jusInfer-auto", limit = new { context = 200_000, output = 8192 } },
                },
            },
        },
    });
}
