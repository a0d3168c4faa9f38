namespace JusInfer.Clients.Infrastructure;

/// <summary>The address and key that a client is configured with.</summary>
/// <param name="Root">The address without a version segment.</param>
/// <param name="Key">The API key.</param>
internal sealed record ClientEndpoint(Uri Root, string Key)
{
    /// <summary>The address without a version segment and without a trailing slash.</summary>
    public string Host => Root.GetLeftPart(UriPartial.Authority);

    /// <summary>The address with the version segment, which most clients expect.</summary>
    public string BaseUrl => $"{Host}/v1";
}
