using System.Net;
using System.Net.Mail;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads the settings of mails.</summary>
internal static class MailSettings
{
    private const int DefaultPort = 587;
    private const int ImplicitTlsPort = 465;

    public static MailOptions Read(SettingsReader settings, string contentRoot)
    {
        var (host, user, from) = (settings.Text("Smtp:Host"), settings.Text("Smtp:User"), settings.Text("Smtp:From"));
        var port = settings.Number("Smtp:Port", DefaultPort, 1, IPEndPoint.MaxPort);
        var security = settings.Name("Smtp:Security", SmtpSecurity.StartTls);
        var password = settings.SecretOrFile("Smtp:Password", contentRoot);
        var hasPassword = settings.Text("Smtp:Password") is not null || settings.Text("Smtp:PasswordFile") is not null;
        var publicUrl = ReadPublicUrl(settings, isRequired: host is not null);
        if (host is null)
        {
            if (user is not null || hasPassword || from is not null) settings.AddError("Smtp:From, Smtp:User or a password is set without Smtp:Host; write the name of your SMTP server.");
            return new MailOptions { PublicUrl = publicUrl };
        }

        if (port == ImplicitTlsPort)
            settings.AddError("Smtp:Port is \"465\", where TLS begins with the connection, which JusInfer does not support; write the server's port for STARTTLS, usually 587.");
        if (from is null || !MailAddress.TryCreate(from, out _))
            settings.AddError($"Smtp:From is \"{from}\"; write the sender of mails, such as noreply@example.com or JusInfer <noreply@example.com>.");
        if ((user is not null) != hasPassword) settings.AddError("Smtp:User and its password are not both set; write Smtp:User and Smtp:Password or Smtp:PasswordFile, or none of them.");
        if (user is not null && security is SmtpSecurity.None && !Loopback.Includes(host))
            settings.AddError("Smtp:Security is \"none\", so that everyone on the way to Smtp:Host could read the password; write \"starttls\".");
        return new MailOptions
        {
            Smtp = new SmtpOptions { Host = host, Port = port, Security = security, User = user, Password = password, From = from ?? "" },
            PublicUrl = publicUrl,
        };
    }

    private static string? ReadPublicUrl(SettingsReader settings, bool isRequired)
    {
        if (settings.Text("Portal:PublicUrl") is not { } text)
        {
            if (isRequired)
                settings.AddError("Smtp:Host is set without Portal:PublicUrl, with which the links in mails begin; write the address of this portal, such as https://jusinfer.example.com.");
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" })
            return new UriBuilder(url.Scheme, url.HostNameType is UriHostNameType.Dns ? url.IdnHost : url.Host, url.Port).Uri
                .GetLeftPart(UriPartial.Authority); // Browsers name their origin so.
        settings.AddError($"Portal:PublicUrl is \"{text}\"; write scheme and host, and the port if there is one, such as https://jusinfer.example.com.");
        return null;
    }
}
