using System.Collections.Immutable;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Hosting;
using Microsoft.Extensions.Configuration;

namespace JusInfer.Portal.Tests.Hosting;

public sealed class ExternalSignInSettingsTests
{
    private const string List = "Accounts:ExternalSignIn:Providers";

    [Fact]
    public void Google_and_GitHub_need_only_what_they_gave_to_the_installation()
    {
        var providers = Read([], ("0:Name", "google"), ("0:Type", "google"), ("0:ClientId", "id"), ("0:ClientSecret", "s"), ("1:Name", "github"), ("1:Type", "GitHub"), ("1:ClientId", "id"), ("1:ClientSecret", "s"));

        providers.Select(static provider => (provider.DisplayName, provider.Authority, string.Join(' ', provider.Scopes))).ShouldBe(
            [("Google", "https://accounts.google.com", "openid email profile"), ("GitHub", "https://github.com", "read:user user:email")]);
        providers[0].CallbackPath.ShouldBe("/account/external/google/callback");
    }

    [Fact]
    public void Every_other_provider_has_an_authority_and_can_have_domains()
    {
        var provider = Read(
            [], ("0:Name", "acme"), ("0:Type", "openidconnect"), ("0:DisplayName", "Acme"), ("0:Authority", "https://login.example.com/"), ("0:ClientId", "id"),
            ("0:Scopes:0", "openid"), ("0:Domains:0", "example.com"), ("0:Domains:1", "Example.ORG.")).ShouldHaveSingleItem();

        (provider.DisplayName, provider.Authority, provider.ClientSecret).ShouldBe(("Acme", "https://login.example.com", null));
        provider.Domains.ShouldBe(["example.com", "example.org"]);
        provider.Scopes.ShouldBe(["openid"]);
    }

    [Fact]
    public void The_client_secret_can_be_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "from a file\n");

        Read([], ("0:Name", "github"), ("0:Type", "github"), ("0:ClientId", "id"), ("0:ClientSecretFile", file))[0].ClientSecret!.Reveal().ShouldBe("from a file");
        Read([$"{List}:0:ClientSecret and {List}:0:ClientSecretFile are both set"], ("0:Name", "github"), ("0:Type", "github"), ("0:ClientId", "id"), ("0:ClientSecretFile", file), ("0:ClientSecret", "s"));

        File.Delete(file);
        Read([$"{List}:0:ClientSecretFile is"], ("0:Name", "github"), ("0:Type", "github"), ("0:ClientId", "id"), ("0:ClientSecretFile", file));
    }

    [Fact]
    public void Every_error_is_reported_at_once()
    {
        Read(
            [$"{List}:0:Type is \"oauth\"; write \"openidconnect\" or \"google\" or \"github\".", $"{List}:0:Name is \"The Acme\"", $"{List}:0:Authority is \"http://login.example.com\"",
                $"{List}:0:ClientId is missing", $"{List}:0:Domains contains \"ada@example.com\"; write domains such as example.com", $"{List}:0:Scopes contains \"open id\"",
                $"{List}:1:Name is missing", $"{List}:1:ClientSecret is missing", $"{List}:2:Type is missing", $"{List}:2:Authority is \"\""],
            ("0:Name", "The Acme"), ("0:Type", "oauth"), ("0:Authority", "http://login.example.com"), ("0:Domains:0", "ada@example.com"), ("0:Scopes:0", "open id"),
            ("1:Type", "google"), ("1:ClientId", "id"), ("2:Name", "acme"), ("2:ClientId", "id"));
    }

    [Fact]
    public void A_name_an_issuer_and_a_domain_belong_to_one_provider() => Read(
        [$"{List} has the Name \"acme\" twice", $"{List} has the Authority \"https://login.example.com\" twice", $"{List} has the Domains \"example.com\" twice"],
        ("0:Name", "acme"), ("0:Type", "openidconnect"), ("0:Authority", "https://login.example.com"), ("0:ClientId", "id"), ("0:Domains:0", "example.com"),
        ("1:Name", "acme"), ("1:Type", "openidconnect"), ("1:Authority", "https://login.example.com/"), ("1:ClientId", "id"), ("1:Domains:0", "Example.com"));

    [Fact] // Without the form that addresses have, nothing would be bound: mozilla-ai/otari#915
    public void An_internationalized_domain_is_written_in_its_xn_form()
    {
        (string, string)[] acme =
            [("0:Name", "acme"), ("0:Type", "openidconnect"), ("0:Authority", "https://login.example.com"), ("0:ClientId", "id")];

        Read([], [.. acme, ("0:Domains:0", "xn--bcher-kva.example")])[0].Domains.ShouldBe(["xn--bcher-kva.example"]);
        Read(
            [$"{List}:0:Domains contains \"b\u00FCcher.example\"; write domains such as example.com, an internationalized one in its xn--"],
            [.. acme, ("0:Domains:0", "b\u00FCcher.example")]);
    }

    [Fact]
    public void An_entry_without_values_does_not_count() => Read([], ("0:Name", ""), ("0:Type", "")).ShouldBeEmpty();

    private static ImmutableArray<ExternalProviderOptions> Read(string[] errors, params (string Key, string Value)[] values)
    {
        var reported = new List<string>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(static value => KeyValuePair.Create($"{List}:{value.Key}", (string?)value.Value))).Build();
        var providers = PortalSettings.Read(new SettingsReader(configuration, reported), Path.GetTempPath()).Accounts.ExternalProviders;
        reported.Count.ShouldBe(errors.Length, string.Join('\n', reported));
        foreach (var error in errors) reported.ShouldContain(text => text.StartsWith(error) && text.Contains("; write "), error + "\n" + string.Join('\n', reported));
        return providers;
    }
}
