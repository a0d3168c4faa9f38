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
    public void The_data_planes_paths_take_one_form(string path, string form)
    {
        DataPlanePaths.TryCanonicalize(new PathString(path), out var canonical).ShouldBeTrue();
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
    public void Other_paths_are_left_to_others(string path) => DataPlanePaths.TryCanonicalize(new PathString(path), out _).ShouldBeFalse();

    [Fact]
    public void A_front_door_stands_at_each_path_that_takes_calls()
    {
        var doors = new ServiceCollection().AddDialects().Where(static service => service.ServiceType == typeof(IClientDialect));

        doors.Select(static door => Path(door.ImplementationType!)).ShouldBe(DataPlanePaths.Doors, ignoreOrder: true);
    }

    private static string Path(Type door) => ((IClientDialect)RuntimeHelpers.GetUninitializedObject(door)).Path;
}
