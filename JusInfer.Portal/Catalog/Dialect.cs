namespace JusInfer.Portal.Catalog;

/// <summary>
/// The wire format of a provider, or of a client. The catalog accepts the dialects that the gateway registers; if client and provider have
/// different ones, the gateway translates.
/// </summary>
/// <param name="Name">As the catalog file spells it.</param>
internal sealed record Dialect(string Name)
{
    /// <summary>No wire format: the embedded simulator answers, in Chat Completions.</summary>
    public static readonly Dialect Simulator = new("simulator");

    /// <summary>How its providers learn which part of a prompt to cache, unless the catalog says otherwise.</summary>
    public CacheMarkers CacheMarkers { get; init; } = CacheMarkers.Automatic;

    /// <summary>What happens with the parts of its requests that change the bill, unless the catalog says otherwise.</summary>
    public RequestPolicy RequestPolicy { get; init; } = RequestPolicy.Empty;

    /// <summary>Its answers contain the calls of hosted tools, so that they can be charged.</summary>
    public bool CountsToolCalls { get; init; }

    /// <summary>These are numbers in its reports of usage, and not items that the client receives.</summary>
    public bool ReportsToolCalls { get; init; }
}
