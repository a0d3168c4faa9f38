namespace JusInfer.Clients.Infrastructure;

/// <summary>The two values that a client is given.</summary>
/// <param name="Root">The address without a version.</param>
/// <param name="Key">What proves who calls.</param>
internal sealed record Place(Uri Root, string Key)
{
    /// <summary>The address without a version and without a slash at its end.</summary>
    public string Host => Root.GetLeftPart(UriPartial.Authority);

    /// <summary>The address with its version, as most clients want it.</summary>
    public string BaseUrl => $"{Host}/v1";
}
