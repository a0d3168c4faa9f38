using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;

namespace JusInfer.Portal.Tests.Catalog.Providers;

public sealed class LocalModelsTests
{
    private readonly LocalModels models = new([ChatDialect.Id]);

    [Fact]
    public void A_server_that_the_catalog_does_not_have_becomes_a_provider_with_free_models()
    {
        var catalog = models.AddTo(CatalogFile.Load(), [ServerOf("ollama", new LocalModel("llama3.2:3b", null), new LocalModel("nomic-embed-text:latest", 2_048))]);

        var provider = catalog.Providers.Single(static provider => provider.Id == "ollama");
        (provider.Usable, provider.BaseUrl.AbsoluteUri).ShouldBe((true, "http://127.0.0.1:11434/v1"));
        var chat = catalog.Resolve("ollama/llama3.2:3b").ShouldBeOfType<ModelResolution.Pinned>().Model;
        (chat.Prices.Free, chat.ContextWindow, chat.IsUnrated, chat.UsableEndpoints.Single().Model).ShouldBe((true, 32_768, true, "llama3.2:3b"));
        catalog.Resolve("llama3.2:3b").ShouldBeOfType<ModelResolution.Pinned>().Model.ShouldBe(chat);
        var embeddings = catalog.Resolve("nomic-embed-text:latest").ShouldBeOfType<ModelResolution.Pinned>().Model;
        (embeddings.Has(Capabilities.Embeddings), embeddings.ContextWindow).ShouldBe((true, 2_048));
    }

    [Fact]
    public void A_disabled_provider_of_the_catalog_is_enabled_for_the_models_that_the_server_has()
    {
        var file = CatalogFile.Load(static file =>
        {
            file.Provider(2)["enabled"] = false;
            file.Model(1)["endpoints"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse("""{ "provider": "local", "model": "claude:latest" }"""));
        });

        var catalog = models.AddTo(file, [ServerOf("local", new LocalModel("gpt-5:latest", null))]);

        catalog.Models[0].UsableEndpoints.Select(static endpoint => endpoint.Provider.Id).ShouldBe(["openai", "local"]);
        catalog.Models[1].UsableEndpoints.Select(static endpoint => endpoint.Provider.Id).ShouldBe(["anthropic"]);
        catalog.Models.Length.ShouldBe(file.Models.Length);
        var connected = catalog.WithCredentials(new Dictionary<string, Secret> { ["local"] = new("sk-local") });
        connected.Models[0].UsableEndpoints[1].Provider.Credential!.Reveal().ShouldBe("sk-local");
        connected.Models[1].UsableEndpoints.Select(static endpoint => endpoint.Provider.Id).ShouldBe(["anthropic"]);
    }

    [Fact]
    public void A_provider_that_the_catalog_has_enabled_since_then_keeps_its_address()
    {
        var file = CatalogFile.Load(static file => file.Provider(2)["baseUrl"] = "https://gpu.example.com/v1");

        models.AddTo(file, [ServerOf("local", new LocalModel("llama3.2:3b", null))]).ShouldBeSameAs(file);
    }

    [Fact]
    public void Two_servers_with_a_model_of_one_name_have_both()
    {
        var catalog = models.AddTo(CatalogFile.Load(), [ServerOf("ollama", new LocalModel("phi4", null)), ServerOf("vllm", new LocalModel("phi4", null), new LocalModel("gpt-5", null))]);

        catalog.Models.Skip(2).Select(static model => model.Id).ShouldBe(["ollama/phi4", "vllm:phi4", "vllm/gpt-5"], ignoreOrder: true);
        catalog.Resolve("gpt-5").ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe("openai/gpt-5", "an alias has precedence");
    }

    private static LocalServer ServerOf(string provider, params LocalModel[] served) => new()
    {
        Provider = provider,
        Address = "http://127.0.0.1:11434/v1",
        Models = [.. served],
        AddedAt = DateTimeOffset.UnixEpoch,
        AddedBy = default,
    };
}
