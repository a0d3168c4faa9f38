using System.Net;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Authentication;

/// <summary>Requests without a valid key are limited per network, without an effect on valid keys.</summary>
public sealed class KeyGuessingTests : IAsyncLifetime
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.StartAsync(Catalog, ("Gateway:AuthenticationFailuresPerMinute", "5"));
        team = await portal.SignUpAsync();
        caller = await team.MintAsync();
        (await caller.GetAsync("/v1/models")).ShouldBe(200);
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task Guessed_keys_are_rejected_with_429_and_the_time_to_wait()
    {
        for (var i = 0; i < 5; i++) (await GuessAsync("/v1/models")).ShouldBe(401, "INVALID_KEY");

        var answer = await GuessAsync("/v1/models");
        answer.ShouldBe(429, "RATE_LIMIT");
        int.Parse(answer["retry-after"]!).ShouldBeInRange(1, 60);

        using var messages = await portal.Http.PostAsync("/v1/messages", new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        messages.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await messages.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"type\":\"rate_limit_error\"");
    }

    [Fact]
    public async Task A_key_in_use_works_from_a_network_that_guesses()
    {
        for (var i = 0; i < 20; i++) await GuessAsync("/v1/models");

        (await GuessAsync("/v1/models")).ShouldBe(429);
        (await caller.GetAsync("/v1/models")).ShouldBe(200);

        // A change in the team makes the node read its keys again.
        await team.MintAsync();
        (await caller.GetAsync("/v1/models")).ShouldBe(200);
    }

    [Fact]
    public async Task A_key_that_is_used_for_the_first_time_works_from_another_network()
    {
        var unused = await (await portal.SignUpAsync()).MintAsync();
        for (var i = 0; i < 20; i++) await GuessAsync("/v1/models");

        (await unused.GetAsync("/v1/models")).ShouldBe(429);
        using var elsewhere = From(IPAddress.Parse("127.0.0.2"));
        (await unused.At(elsewhere).GetAsync("/v1/models")).ShouldBe(200);
    }

    private Task<GatewayAnswer> GuessAsync(string path) => new Caller(portal.Http, "", KeyFormat.Generate().Reveal()).GetAsync(path);

    /// <summary>A client with another address of this machine.</summary>
    private HttpClient From(IPAddress address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = portal.Address };
}
