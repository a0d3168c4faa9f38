using System.Runtime.CompilerServices;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

[Trait("Promise", "P-1")]
public sealed class DataPlanePathsTests
{
    private static readonly DataPlanePaths Paths = new(
        new ServiceCollection().AddDialects()
            .Where(static service => service.ServiceType == typeof(IClientDialect))
            .Select(static service => (IClientDialect?)service.ImplementationInstance ?? Uninitialized(service.ImplementationType!)));

    [Theory]
    [InlineData("/v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/chat/completions", "/v1/chat/completions")]
    [InlineData("/v1/v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/v1/models", "/v1/models")]
    [InlineData("/models/openai/gpt-5", "/v1/models/openai/gpt-5")]
    [InlineData("/v1/v1/models/a/b", "/v1/models/a/b")]
    [InlineData("/messages/count_tokens", "/v1/messages/count_tokens")]
    [InlineData("/V1/MODELS", "/V1/MODELS")]
    [InlineData("/v1/keysmith", "/v1/keysmith")]
    [InlineData("/v1", "/v1")]
    [InlineData("//v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/api/v1/models", "/api/v1/models")]
    [InlineData("/api/chat", "/api/chat")]
    [InlineData("//api/tags", "/api/tags")]
    [InlineData("/v1beta/models", "/v1beta/models")]
    [InlineData("/v1beta/models/openai/gpt-5", "/v1beta/models/openai%2Fgpt-5")]
    [InlineData("/v1beta/models/gemini:generateContent", "/v1beta/models/gemini:generateContent")]
    [InlineData("/v1beta/models/openai/gpt-5:streamGenerateContent", "/v1beta/models/openai%2Fgpt-5:streamGenerateContent")]
    [InlineData("/v1beta/models/openai%2Fgpt-5:countTokens", "/v1beta/models/openai%2Fgpt-5:countTokens")]
    [InlineData("/v1beta/models/models/openai/gpt-5:generateContent", "/v1beta/models/models%2Fopenai%2Fgpt-5:generateContent")]
    [InlineData("/V1BETA/Models/a/b:GenerateContent", "/v1beta/models/a%2Fb:GenerateContent")]
    [InlineData("/v1/models/a/b:generateContent", "/v1beta/models/a%2Fb:generateContent")]
    [InlineData("/v1/v1beta/models/a/b:generateContent", "/v1beta/models/a%2Fb:generateContent")]
    [InlineData("//v1beta/models/a/b:generateContent", "/v1beta/models/a%2Fb:generateContent")]
    [InlineData("/models/a/b:generateContent", "/v1beta/models/a%2Fb:generateContent")]
    [InlineData("/v1/models/a/b:latest", "/v1/models/a/b:latest")]
    [InlineData("/v1beta/files", "/v1beta/files")]
    public void Paths_of_the_data_plane_are_canonicalized(string path, string form)
    {
        Paths.TryCanonicalize(new PathString(path), new HeaderDictionary(), out var canonical).ShouldBeTrue();
        canonical.Value.ShouldBe(form);
    }

    [Theory]
    [InlineData("/v1/models", "/v1beta/models")]
    [InlineData("/v1/models/", "/v1beta/models")]
    [InlineData("/models", "/v1beta/models")]
    [InlineData("/v1/models/openai/gpt-5", "/v1beta/models/openai%2Fgpt-5")]
    [InlineData("/v1/chat/completions", "/v1/chat/completions")]
    public void Googles_clients_list_models_at_the_path_of_OpenAIs(string path, string form)
    {
        var headers = new HeaderDictionary { ["x-goog-api-key"] = "jinf_1" };

        Paths.TryCanonicalize(new PathString(path), headers, out var canonical).ShouldBeTrue();
        canonical.Value.ShouldBe(form);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/login")]
    [InlineData("/modelsx")]
    [InlineData("/v1/keys")]
    [InlineData("/v1/keys/key_1/rotate")]
    [InlineData("/V1/Auth/login")]
    [InlineData("/v1/tenant/members")]
    [InlineData("/v1/usage")]
    [InlineData("/v10/chat/completions")]
    [InlineData("/docs/models")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/apis")]
    [InlineData("//login")]
    [InlineData("/docs/models/a:generateContent")]
    [InlineData("/v1betas/models")]
    public void Other_paths_are_unchanged(string path) => Paths.TryCanonicalize(new PathString(path), new HeaderDictionary(), out _).ShouldBeFalse();

    [Fact]
    public void Every_registered_client_dialect_has_its_path_among_those_of_calls() => Paths.CallPaths.ShouldBe(
        ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/responses/compact", "/v1/embeddings", "/v1/completions", "/api/chat", "/api/generate", "/api/embed", "/api/embeddings",
            "/v1beta/models/{model}:generateContent", "/v1beta/models/{model}:streamGenerateContent"], ignoreOrder: true);

    private static IClientDialect Uninitialized(Type dialect) => (IClientDialect)RuntimeHelpers.GetUninitializedObject(dialect);
}
