using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Mail;

/// <summary>Two nodes that share nothing but a PostgreSQL database send each mail once, and go on where a stopped node left off.</summary>
[Slow]
public sealed class SharedMailTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly List<PortalHost> nodes = [];
    private readonly TestCatalog catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9").Model("test/model", ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15);
    private SmtpServer server = null!;
    private (string, string) store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        server = SmtpServer.Start();
        store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        nodes.Add(await StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (server is not null) await server.DisposeAsync();
    }

    [Fact]
    public async Task Two_nodes_send_each_mail_once()
    {
        nodes.Add(await StartAsync());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => AddAsync(nodes[number % 2], number), Cancellation)));
        await server.WaitForAsync(20);

        // Nothing is left that could be sent again, and a node that has stopped has ended its last attempt.
        await UntilEmptyAsync(nodes[0]);
        await StopAsync();
        server.Received.Select(static mail => mail.Token).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 20).Select(static number => $"{number}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_node_that_starts_later_sends_the_mail_of_one_that_has_stopped()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Answer = line =>
        {
            if (!line.StartsWith("MAIL", StringComparison.Ordinal)) return null;
            asked.TrySetResult();
            return "451 later";
        };
        await AddAsync(nodes[0], 7);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        await StopAsync();
        server.Answer = static _ => null;

        nodes.Add(await StartAsync());

        (await server.WaitForAsync(1))[0].Token.ShouldBe("7");
    }

    private static Task AddAsync(PortalHost node, int number) => node.Services.GetRequiredService<Outbox>().AddAsync(
        new MailDraft
        {
            Kind = MailKind.Alert,
            To = "ada@example.com",
            Lifetime = TimeSpan.FromHours(1),
            Content = new MailContent { Subject = "Hello", Paragraphs = ["Hello."], Link = new MailLink("Open", $"https://jusinfer.test/#{number}"), Footer = "Because." },
        },
        Cancellation);

    private static Task UntilEmptyAsync(PortalHost node) => Eventually.TrueAsync(async () =>
    {
        var contexts = node.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>();
        await using var context = await contexts.CreateDbContextAsync(Cancellation);
        return !await context.Set<OutgoingMail>().AnyAsync(Cancellation);
    });

    private async Task StopAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        nodes.Clear();
    }

    private Task<PortalHost> StartAsync() => PortalHost.StartAsync(catalog, [store, .. server.Settings("https://jusinfer.test")]);
}
