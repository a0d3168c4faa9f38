using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>The settings file of OpenCode and its forks: address, key, model, and permission to run tools unattended.</summary>
internal static class OpenCodeSettings
{
    /// <param name="endpoint">The address and key.</param>
    /// <param name="sdk">The npm package of the AI SDK provider to use.</param>
    public static string For(ClientEndpoint endpoint, string sdk) => Json.Serialize(new
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
                options = new { baseURL = endpoint.BaseUrl, apiKey = endpoint.Key },
                models = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["jusInfer-auto"] = new { name = "jusInfer-auto", limit = new { context = 200_000, output = 8192 } },
                },
            },
        },
    });
}
