using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>The provider that made a signature, and its name of the model.</summary>
/// <param name="Provider">The provider's id in the catalog.</param>
/// <param name="Model">The provider's name of the model.</param>
internal sealed record ReasoningMaker(string Provider, string Model)
{
    public static ReasoningMaker From(ModelEndpoint endpoint) => new(endpoint.Provider.Id, endpoint.Model);

    /// <summary>
    /// Whether the endpoint accepts this maker's signatures. OpenAI's are valid within an organization and Anthropic's within an account, so
    /// all models of a provider accept them. Amazon Bedrock's are valid for one model, and OpenRouter's for the vendor of the model.
    /// </summary>
    public bool IsAcceptedBy(ModelEndpoint endpoint) =>
        Provider == endpoint.Provider.Id && (Model == endpoint.Model || !BindsToModel(endpoint.Provider.BaseUrl.Host));

    private static bool BindsToModel(string host) =>
        host.Contains("bedrock", StringComparison.OrdinalIgnoreCase) || HostName.IsAt(host, "openrouter.ai");
}
