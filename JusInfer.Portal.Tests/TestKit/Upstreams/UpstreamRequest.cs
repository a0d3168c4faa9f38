using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>A request as a scripted upstream received it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query string.</param>
/// <param name="Headers">Every header line, in the order of arrival.</param>
/// <param name="Body">The body's bytes.</param>
internal sealed record UpstreamRequest(string Method, string Path, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Text);

    public string? Header(string name) =>
        Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Headers, path and body in one text, for checks that something does not occur.</summary>
    public string Everything => $"{Method} {Path}\n{string.Join('\n', Headers)}\n\n{Text}";
}
