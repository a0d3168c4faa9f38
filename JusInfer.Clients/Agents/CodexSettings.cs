using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Agents;

/// <summary>The settings file of Codex: address and model, without updates and telemetry.</summary>
internal static class CodexSettings
{
    public const string Path = ".codex/config.toml";

    /// <summary>The gateway as a provider of its own.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="authentication">Lines that tell the provider where the key is.</param>
    public static string ForOwnProvider(ClientEndpoint endpoint, string authentication) => $"""
        model = "jusInfer-auto"
        model_provider = "jusinfer"
        check_for_update_on_startup = false

        [analytics]
        enabled = false

        [model_providers.jusinfer]
        name = "JusInfer"
        base_url = "{endpoint.BaseUrl}"
        wire_api = "responses"
        {authentication}
        """;

    /// <summary>The gateway as the address of the built-in provider, which compacts remotely and tries a WebSocket first.</summary>
    /// <param name="baseUrl">The address.</param>
    /// <param name="compactionLimit">The number of tokens from which on the conversation is compacted.</param>
    public static string ForBuiltInProvider(string baseUrl, int compactionLimit) => $"""
        model = "jusInfer-auto"
        openai_base_url = "{baseUrl}"
        model_auto_compact_token_limit = {compactionLimit}
        check_for_update_on_startup = false

        [analytics]
        enabled = false
        """;
}
