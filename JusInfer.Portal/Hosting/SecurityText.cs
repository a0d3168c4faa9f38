using System.Globalization;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Says whom to tell of a vulnerability of this installation (RFC 9116), if the operator has named a contact.
/// </summary>
internal static class SecurityText
{
    private const string Address = "/.well-known/security.txt";
    private const string ContentType = "text/plain; charset=utf-8";

    /// <summary>The file is true as long as the server answers, and readers should not keep a copy for longer than a year.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The contact as a URI: an e-mail address, or one that RFC 9116 names, section 2.5.3. Null if it is none.</summary>
    public static string? ContactOf(string text) =>
        EmailAddress.IsValid(text) ? $"mailto:{text}"
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "mailto" or "tel" ? uri.AbsoluteUri
        : null;

    public static void Map(IEndpointRouteBuilder endpoints, PortalSettings settings)
    {
        if (settings.SecurityContact is not { } contact) return;
        var canonical = settings.Mail.PublicUrl is { } url ? $"Canonical: {url}{Address}\n" : "";
        endpoints.MapMethods(Address, Reads, ([MachineTime] TimeProvider time) => Results.Text(TextAt(time.GetUtcNow()), ContentType))
            .AllowAnonymous().ExcludeFromDescription();

        string TextAt(DateTimeOffset now) => string.Create(
            CultureInfo.InvariantCulture, $"Contact: {contact}\nExpires: {now + Lifetime:yyyy-MM-ddTHH:mm:ssZ}\n{canonical}");
    }
}
