using System.Text.RegularExpressions;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Masks credentials in a provider's message for the operator: some quote the key that they reject, or a header or an address with it.
/// Keys are recognized by the prefixes of their issuers, or by what precedes them.
/// </summary>
internal static partial class MaskedText
{
    public static string Mask(string text) => Secrets().Replace(text, "${kept}***${after}");

    /// <summary>Masks the credential of a provider, whatever its form.</summary>
    public static string WithoutCredential(string text, Provider provider)
    {
        const int MinCredential = 8; // "EMPTY" and the like are none
        return provider.Credential?.Reveal() is { Length: >= MinCredential } credential
            ? text.Replace(credential, "***", StringComparison.Ordinal) : text;
    }

    [GeneratedRegex(
        """(?<kept>\b(Bearer|Basic)(\s+|[\\"']*\s*[=:]\s*[\\"']*)(token\s*[=:]?\s*["']?)?"""
        + """|(^|[^A-Za-z0-9])(api[-_ ]?key|key|authorization|token|secret|password|sig(nature)?)( provided)?[\\"']*\s*[=:]\s*[\\"']*"""
        + """((Bearer|Basic|Token|ApiKey|Key)\s+)?((sk|rk|pk|ak)-)?"""
        + """|\b(sk|rk|pk|ak)-|\b(jinf|gsk|hf|r8|tgp_v1|fw|nvapi|xai|pplx|csk|ghp|gho|ghu|ghs|github_pat|glpat|xox[abp])[-_]"""
        + """|\b(AIza|ya29\.|AKIA|ASIA|eyJ))[^\s"'<>,;()&]{4,}"""
        + """|(?<kept>://([^\s/@:"'<>]*:)?)[^\s/@"'<>]+(?<after>@)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Secrets();
}
