using System.Buffers;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Checks the client's headers that are sent to the provider. The HTTP client rejects values with other characters, which would look like
/// an unreachable provider.
/// </summary>
internal static class ForwardedHeaders
{
    /// <summary>Printable ASCII, the space and the tab: the characters of a field value without obsolete ones (RFC 9110, 5.5).</summary>
    private static readonly SearchValues<char> Valid =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code), '\t']);

    /// <returns>The error that names the first invalid header; null if all are valid.</returns>
    public static GatewayError? Check(IHeaderDictionary headers, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var value in headers[name])
            {
                if (value.AsSpan().ContainsAnyExcept(Valid))
                    return GatewayError.InvalidRequest(
                        $"The header '{name}' contains a character that is not printable ASCII. Remove it: the header is sent to the provider.", name);
            }
        }

        return null;
    }
}
