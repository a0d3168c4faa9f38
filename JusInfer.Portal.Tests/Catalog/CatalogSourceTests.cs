using JusInfer.Portal.Catalog;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class CatalogSourceTests
{
    [Fact]
    public void A_credential_makes_its_provider_usable_and_ends_demo_mode()
    {
        var source = new CatalogSource(CatalogFile.Load(static file => file.Provider(2)["enabled"] = false, static _ => null));
        source.Current.IsDemo.ShouldBeTrue();
        var demo = source.Current;

        source.Replace(source.File.WithCredentials(new Dictionary<string, Secret> { ["openai"] = new("sk-new") }), wasConnected: true);

        source.Current.IsDemo.ShouldBeFalse();
        demo.IsDemo.ShouldBeTrue("a running call keeps its catalog");
        var model = source.Current.Models.Single(static model => model.Id == "openai/gpt-5");
        model.UsableEndpoints.Select(static endpoint => endpoint.Provider.Id).ShouldBe(["openai"]);
        model.UsableEndpoints[0].Provider.Credential!.Reveal().ShouldBe("sk-new");
        model.UsableEndpoints[0].Provider.CredentialOrigin.ShouldBe(CredentialOrigin.Portal);
        source.Current.Models.Single(static model => model.Id == "anthropic/claude-sonnet-4.5").UsableEndpoints.ShouldBeEmpty();
        source.Current.Auto.Baseline.ShouldBeSameAs(source.Current.Models[1]);
        source.Current.Version.ShouldBe(source.File.Version);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_usable_provider_there_is_demo_mode_only_if_none_was_ever_connected(bool wasConnected)
    {
        var source = new CatalogSource(CatalogFile.Load(static file => file.Provider(2)["enabled"] = false, static _ => null));

        source.Replace(source.File, wasConnected);

        source.Current.IsDemo.ShouldBe(!wasConnected);
        source.Current.Models.Any(static model => !model.UsableEndpoints.IsEmpty).ShouldBe(!wasConnected);
    }

    [Fact]
    public void A_credential_is_read_from_a_file_without_its_line_break()
    {
        var catalog = Read(static name => name == "secrets/openai" ? CredentialFile.Containing("sk-planted\n") : CredentialFile.Missing);

        var provider = catalog.Providers[0];
        (provider.Credential!.Reveal(), provider.CredentialOrigin, provider.Usable).ShouldBe(("sk-planted", CredentialOrigin.File, true));
    }

    [Fact]
    public void Without_its_file_a_provider_is_not_usable() =>
        Read(static _ => CredentialFile.Missing).Providers[0].UnusableReason.ShouldBe("The file secrets/openai does not exist.");

    [Theory]
    [InlineData(" \n", "The file secrets/openai is empty.")]
    [InlineData("sk-one\nsk-planted", "The file secrets/openai does not contain a credential: it has spaces, several lines or characters that a header cannot have.")]
    public void A_file_that_is_no_credential_is_explained_without_its_content(string content, string reason) =>
        Read(_ => CredentialFile.Containing(content)).Providers[0].UnusableReason.ShouldBe(reason);

    [Fact]
    public void A_provider_has_a_variable_or_a_file() =>
        CatalogFile.Error(static file => file.Provider(0)["apiKeyFile"] = "secrets/openai").ShouldContain("is set together with apiKeyEnv; write one of them.");

    [Fact]
    public void No_service_that_outlives_a_request_keeps_a_catalog()
    {
        var services = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Repository.Root }).AddPortal().Services;
        var singletons = services
            .Where(static service => service.Lifetime == ServiceLifetime.Singleton && !service.IsKeyedService)
            .Select(static service => service.ImplementationType ?? service.ServiceType)
            .Where(static type => type.Assembly == typeof(Program).Assembly && type != typeof(CatalogSource))
            .ToList();

        singletons.Count.ShouldBeGreaterThan(100);
        singletons.Where(static type => type.GetConstructors().Any(static constructor => constructor.GetParameters().Any(static parameter => parameter.ParameterType == typeof(CatalogSnapshot)))).ShouldBeEmpty();
    }

    private static CatalogSnapshot Read(Func<string, CredentialFile> files)
    {
        var file = CatalogFile.Copy(static file =>
        {
            file.Provider(0).Remove("apiKeyEnv");
            file.Provider(0)["apiKeyFile"] = "secrets/openai";
        });
        return CatalogReader.Read(System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()), CatalogFile.Dialects, static _ => null, files: files).Value;
    }
}
