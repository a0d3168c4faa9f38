using System.Collections.Immutable;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Catalog.Providers;

public sealed class LocalServersTests
{
    [Fact]
    public async Task Servers_are_found_by_their_list_of_models()
    {
        await using var vllm = await ScriptedUpstream.StartAsync();
        await using var llama = await ScriptedUpstream.StartAsync();
        vllm.Always(Replies.Json("""{"object":"list","data":[{"id":"Qwen/Qwen3-8B","owned_by":"vllm","max_model_len":40960},{"id":"two words"},{"id":7},{}]}"""));
        llama.Always(Replies.Json("""{"object":"list","data":[{"id":"model.gguf","meta":{"n_ctx_train":131072,"n_params":1}}]}"""));
        using var servers = new LocalServers([PortOf("vllm", vllm), PortOf("llama.cpp", llama), new LocalServerPort("ollama", "Ollama", 9)]);

        // A server that has not answered after 700 ms, as on a busy machine, is not listed until the operator looks again.
        ImmutableArray<DetectedServer> found = [];
        await Eventually.TrueAsync(async () => (found = await servers.DetectAsync(TestContext.Current.CancellationToken)).Length == 2);

        found.Select(static server => server.Provider).ShouldBe(["vllm", "llama.cpp"]);
        found[0].Models.ShouldBe([new LocalModel("Qwen/Qwen3-8B", 40_960)]);
        found[1].Models.ShouldBe([new LocalModel("model.gguf", 131_072)]);
        found[0].Address.ShouldBe(vllm.BaseUrl);
    }

    [Fact]
    public async Task Something_else_that_listens_there_is_not_a_server_and_is_not_waited_for()
    {
        await using var page = await ScriptedUpstream.StartAsync();
        await using var rejecting = await ScriptedUpstream.StartAsync();
        await using var hanging = await ScriptedUpstream.StartAsync();
        await using var empty = await ScriptedUpstream.StartAsync();
        page.Always(Replies.Html());
        rejecting.Always(Replies.Error(401));
        hanging.Always(Replies.Never);
        empty.Always(Replies.Json("""{"data":[]}"""));
        using var servers = new LocalServers([PortOf("a", page), PortOf("b", rejecting), PortOf("c", hanging), PortOf("d", empty)]);

        await Promptly.WithinAsync(
            TimeSpan.FromSeconds(5),
            () => Task.FromResult(async () => (await servers.DetectAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty()));
    }

    private static LocalServerPort PortOf(string provider, ScriptedUpstream server) => new(provider, provider, new Uri(server.Root).Port);
}
