using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>The versions of objects as entity tags (RFC 9110, section 8.8.3).</summary>
internal static class EntityTags
{
    /// <summary>The version of a tag that no object has.</summary>
    private const long Unknown = -1;

    public static void Set(HttpResponse response, long version) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that the caller expects.</summary>
    /// <param name="ifMatch">The value of <c>If-Match</c>.</param>
    /// <returns>Null if the caller expects none. A tag of another form matches no version.</returns>
    public static long? VersionOf(string? ifMatch)
    {
        if (string.IsNullOrWhiteSpace(ifMatch)) return null;
        if (!EntityTagHeaderValue.TryParse(ifMatch, out var tag)) return Unknown;
        if (tag.Equals(EntityTagHeaderValue.Any)) return null;
        return long.TryParse(tag.Tag.AsSpan().Trim('"'), CultureInfo.InvariantCulture, out var version) ? version : Unknown;
    }
}
