using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Notifications.Webhooks;

/// <summary>Two nodes that share nothing but a PostgreSQL database send each event once, and go on where a stopped node left off.</summary>
[Slow]
public sealed class SharedDeliveryTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly List<PortalHost> nodes = [];
    private readonly TestCatalog catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9").Model("test/model", ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15);
    private WebhookReceiver receiver = null!;
    private (string, string) store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        receiver = await WebhookReceiver.StartAsync();
        store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        nodes.Add(await StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (receiver is not null) await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Two_nodes_that_raise_the_same_alerts_send_each_once()
    {
        nodes.Add(await StartAsync());
        var (team, secret) = await AddWebhookAsync();
        var alerts = Enumerable.Range(0, 20).Select(number => AlertOf(team, number)).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => RaiseAsync(node, alerts))));
        await receiver.WaitForAsync(20);

        // Nothing is left that could be sent again, and a node that has stopped has ended its attempts.
        var webhook = (await nodes[0].Services.GetRequiredService<IWebhookStore>().ListAsync(team, Cancellation)).Single().Id;
        var deliveries = nodes[0].Services.GetRequiredService<IDeliveryStore>();
        await Eventually.TrueAsync(async () => (await deliveries.ListAsync(team, webhook, 100, after: null, Cancellation))
            .Count(static delivery => delivery is { Status: DeliveryStatus.Delivered, Attempts: 1 }) == 20);
        await StopAsync();
        receiver.Received.Count.ShouldBe(20);
        receiver.Received.Select(static sent => sent.Id).ShouldBeUnique();
        receiver.Received.ShouldAllBe(sent => sent.IsSignedWith(secret));
    }

    [Fact]
    public async Task A_node_that_starts_later_repeats_the_failed_delivery_of_one_that_has_stopped()
    {
        var (team, secret) = await AddWebhookAsync();
        receiver.AnswerWith(500);
        await RaiseAsync(nodes[0], [AlertOf(team, 1)]);
        await receiver.WaitForAsync(1);
        await StopAsync();
        receiver.AnswerWith(204);

        nodes.Add(await StartAsync());
        await receiver.WaitForAsync(2);

        receiver.Received.Select(static sent => sent.Id).Distinct().ShouldHaveSingleItem();
        receiver.Received.ShouldAllBe(sent => sent.IsSignedWith(secret));
    }

    private static Alert AlertOf(TeamId team, int number) =>
        Alert.Create(team, DateTimeOffset.UtcNow, AlertRule.BudgetThreshold, $"{number}", "2026-11/50", "It is used by 50 percent.");

    private static async Task RaiseAsync(PortalHost node, IReadOnlyCollection<Alert> alerts)
    {
        await node.Services.GetRequiredService<IAlertStore>().AddAsync(alerts, Cancellation);
        node.Services.GetRequiredService<DeliverySender>().Wake();
    }

    private async Task StopAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        nodes.Clear();
    }

    private Task<PortalHost> StartAsync() => PortalHost.StartAsync(catalog, store, ("Webhooks:AllowPrivateAddresses", "true"));

    private async Task<(TeamId Team, string Secret)> AddWebhookAsync()
    {
        var team = await nodes[0].SignUpAsync();
        var added = await team.Api.PostAsync("/v1/webhooks", new { url = receiver.Url });
        added.ShouldBe(201);
        return (TeamId.Parse((await team.Api.GetAsync("/v1/tenant")).Text("id"), null), added.Text("secret"));
    }
}
