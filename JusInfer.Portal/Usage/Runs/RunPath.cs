using System.Buffers.Text;
using System.Text;

namespace JusInfer.Portal.Usage.Runs;

/// <summary>The name of a run as a segment of a path. Clients choose the names, so they can contain any character.</summary>
internal static class RunPath
{
    /// <summary>
    /// Begins a segment that contains the name in Base64. Browsers remove the segments <c>.</c> and <c>..</c>, percent-encoded or not, and a percent
    /// sign in a name could be decoded twice.
    /// </summary>
    private const string EncodedPrefix = "~.";

    public static string SegmentOf(string runId) =>
        runId is "." or ".." || runId.Contains('%', StringComparison.Ordinal) || runId.StartsWith(EncodedPrefix, StringComparison.Ordinal)
            ? EncodedPrefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(runId))
            : Uri.EscapeDataString(runId);

    /// <summary>The name in a route value, in which ASP.NET Core has decoded everything but the slash.</summary>
    public static string RunIdOf(string segment)
    {
        if (segment.StartsWith(EncodedPrefix, StringComparison.Ordinal) && Base64Url.IsValid(segment.AsSpan(EncodedPrefix.Length)))
        {
            var name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segment.AsSpan(EncodedPrefix.Length)));
            if (SegmentOf(name) == segment && !name.Contains('\0', StringComparison.Ordinal)) return name; // Otherwise a client has named its run like this.
        }

        return segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }
}
