using System.Collections.Concurrent;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What a server removes by its age.</summary>
public sealed class RemovalSweepTests
{
    private static readonly DateTimeOffset Believed = new(2020, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, DateTimeOffset> removed = new();

    /// <summary>So that all of them wait after a jump of the clock.</summary>
    [Fact]
    public async Task Every_removal_by_age_uses_the_clock_that_does_not_follow_jumps()
    {
        var clock = Substitute.For<IRemovalClock>();
        clock.ReadAsync(default).ReturnsForAnyArgs(Believed);
        var usage = Substitute.For<IUsageRetention>();
        usage.RemoveAllowancesBeforeAsync(default, default).ReturnsForAnyArgs(call => Note("allowances", call.Arg<DateTimeOffset>()));
        usage.RemoveBeforeAsync(default, default).ReturnsForAnyArgs(call => Note("calls", call.Arg<DateTimeOffset>()));
        var rejections = Substitute.For<IRejectionStore>();
        rejections.RemoveBeforeAsync(default, default).ReturnsForAnyArgs(call => Note("rejected calls", call.Arg<DateTimeOffset>()));
        var responses = Substitute.For<IResponseStore>();
        responses.RemoveExpiredAsync(default, default!, default).ReturnsForAnyArgs(call => Count("responses", call.Arg<DateTimeOffset>()));
        var sessions = Substitute.For<IPromptSessionStore>();
        sessions.RemoveExpiredAsync(default, default).ReturnsForAnyArgs(call => Count("sessions", call.Arg<DateTimeOffset>()));
        var mails = Substitute.For<IMailStore>();
        mails.RemoveExpiredAsync(default, default).ReturnsForAnyArgs(call => Count("mails", call.Arg<DateTimeOffset>()));
        var alerts = Substitute.For<IAlertStore>();
        alerts.RemoveBeforeAsync(default, default).ReturnsForAnyArgs(call => Note("alerts", call.Arg<DateTimeOffset>()));
        var deliveries = Substitute.For<IDeliveryStore>();
        deliveries.RemoveBeforeAsync(default, default).ReturnsForAnyArgs(call => Note("deliveries", call.Arg<DateTimeOffset>()));
        deliveries.TakeAsync(default, default, default!, default!, default).ReturnsForAnyArgs((WebhookDelivery?)null);

        await using var host = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]),
            services => services.AddSingleton(clock).AddSingleton(usage).AddSingleton(rejections).AddSingleton(responses)
                .AddSingleton(sessions).AddSingleton(mails).AddSingleton(alerts).AddSingleton(deliveries),
            ("Usage:RetentionDays", "30"));
        await Eventually.TrueAsync(() => removed.Count == 8);

        removed.Where(static kind => kind.Value > Believed).ShouldBeEmpty();
    }

    private Task<bool> Note(string what, DateTimeOffset time)
    {
        removed[what] = time;
        return Task.FromResult(false);
    }

    private Task<int> Count(string what, DateTimeOffset time)
    {
        removed[what] = time;
        return Task.FromResult(0);
    }
}
