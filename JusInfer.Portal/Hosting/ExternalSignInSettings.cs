using System.Collections.Immutable;
using JusInfer.Portal.Accounts.External;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads the providers with whose accounts people can sign in.</summary>
internal static class ExternalSignInSettings
{
    private const string List = "Accounts:ExternalSignIn:Providers";
    private const string GoogleAuthority = "https://accounts.google.com";

    /// <param name="settings">The settings.</param>
    /// <param name="sections">The keys of the providers.</param>
    /// <param name="contentRoot">The folder that relative names of files begin at.</param>
    public static ImmutableArray<ExternalProviderOptions> Read(SettingsReader settings, ImmutableArray<string> sections, string contentRoot)
    {
        ImmutableArray<ExternalProviderOptions> providers = [.. sections.Select(section => ReadProvider(settings, section, contentRoot))];
        AddDuplicates(settings, providers.Select(static provider => provider.Name), "Name", "a name of its own for each provider");
        AddDuplicates(settings, providers.Select(static provider => provider.Authority), "Authority", "one entry per provider");
        AddDuplicates(settings, providers.SelectMany(static provider => provider.Domains), "Domains", "each domain at one provider only");
        return providers;
    }

    private static ExternalProviderOptions ReadProvider(SettingsReader settings, string section, string contentRoot)
    {
        var type = settings.OptionalName<ExternalProviderType>($"{section}:Type");
        if (type is null && settings.Text($"{section}:Type") is null)
            settings.AddError($"{section}:Type is missing; write \"openidconnect\", \"google\" or \"github\".");
        var kind = type ?? ExternalProviderType.OpenIdConnect;
        var name = Required(settings, $"{section}:Name", "a name of lower-case letters, digits and hyphens, which is part of the callback address");
        if (name.Length > 0 && !IsName(name))
            settings.AddError($"{section}:Name is \"{name}\"; write at most {ExternalProviderOptions.MaxNameLength} lower-case letters, digits and hyphens.");
        var secret = settings.SecretOrFile($"{section}:ClientSecret", contentRoot);
        if (secret is null && kind is not ExternalProviderType.OpenIdConnect && settings.Text($"{section}:ClientSecretFile") is null)
            settings.AddError($"{section}:ClientSecret is missing; write the client secret, or set {section}:ClientSecretFile.");
        var scopes = settings.List($"{section}:Scopes", static scope => scope.All(static character => character is > ' ' and <= '~' and not ('"' or '\\')), "scopes without spaces");
        return new ExternalProviderOptions
        {
            Name = name,
            Type = kind,
            DisplayName = settings.Text($"{section}:DisplayName") ?? kind switch
            {
                ExternalProviderType.Google => "Google",
                ExternalProviderType.GitHub => "GitHub",
                _ => name,
            },
            Authority = ReadAuthority(settings, $"{section}:Authority", kind),
            ClientId = Required(settings, $"{section}:ClientId", "the id that the provider gave to this installation"),
            ClientSecret = secret,
            Scopes = !scopes.IsEmpty ? scopes : kind is ExternalProviderType.GitHub ? ["read:user", "user:email"] : ["openid", "email", "profile"],
            Domains =
            [
                .. settings.List(
                    $"{section}:Domains", static domain => EmailAddress.Canonicalize("a@" + domain) is not null,
                    "domains such as example.com, an internationalized one in its xn-- form").Select(EmailAddress.DomainOf),
            ],
        };
    }

    private static string ReadAuthority(SettingsReader settings, string key, ExternalProviderType type)
    {
        var text = settings.Text(key) ?? type switch
        {
            ExternalProviderType.Google => GoogleAuthority,
            ExternalProviderType.GitHub => GitHubProvider.DefaultAuthority,
            _ => null,
        };
        if (text is not null && Uri.TryCreate(text, UriKind.Absolute, out var authority) && authority is { Query: "", Fragment: "", UserInfo: "" } && ExternalProviders.IsSecure(authority))
            return text.TrimEnd('/');
        settings.AddError($"{key} is \"{text}\"; write the address of the provider with https://, such as https://login.example.com.");
        return "https://invalid.invalid";
    }

    private static string Required(SettingsReader settings, string key, string expected)
    {
        if (settings.Text(key) is { } text) return text;
        settings.AddError($"{key} is missing; write {expected}.");
        return "";
    }

    private static bool IsName(string name) =>
        name.Length <= ExternalProviderOptions.MaxNameLength && name.All(static character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    private static void AddDuplicates(SettingsReader settings, IEnumerable<string> values, string setting, string expected)
    {
        foreach (var value in values.Where(static value => value.Length > 0 && value != "https://invalid.invalid").GroupBy(static value => value, StringComparer.OrdinalIgnoreCase).Where(static group => group.Skip(1).Any()))
            settings.AddError($"{List} has the {setting} \"{value.Key}\" twice; write {expected}.");
    }
}
