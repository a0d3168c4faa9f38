using System.Threading.Channels;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Admission.Runaway;

/// <summary>A guard that pauses after what stored calls cost.</summary>
public abstract class GuardTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Channel<Pause> paused = Channel.CreateUnbounded<Pause>();

    private protected GuardTests()
    {
        Writer = new PauseWriter(Pauses, NullLogger<PauseWriter>.Instance);
        Pauses.AddAsync(Arg.Any<Pause>(), Arg.Any<CancellationToken>()).Returns(added =>
        {
            paused.Writer.TryWrite(added.Arg<Pause>());
            return true;
        });
    }

    private protected ManualTime Time { get; } = new();

    private protected Signal<RecordStored> Stored { get; } = new();

    private protected Records Records { get; } = new();

    private protected IPauseStore Pauses { get; } = Substitute.For<IPauseStore>();

    private protected ISpendHistoryStore History { get; } = Substitute.For<ISpendHistoryStore>();

    private protected PauseWriter Writer { get; }

    private protected abstract StoredRecordGuard Guard { get; }

    public async ValueTask InitializeAsync() => await Guard.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Guard.StopAsync(CancellationToken.None);
        Guard.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Store(UsageRecord record) => Stored.Publish(new RecordStored(record));

    private protected Pause PauseOf(UsageRecord call, PauseScope scope, string subject, TimeSpan ago, TimeSpan? resumed) => new()
    {
        TeamId = call.TeamId,
        Scope = scope,
        Subject = subject,
        KeyId = call.KeyId,
        MemberId = call.MemberId,
        At = Time.GetUtcNow() - ago,
        Reason = "It cost too much.",
        ResumedAt = resumed is { } since ? Time.GetUtcNow() - since : null,
    };

    private protected async Task<Pause> PausedAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        return await paused.Reader.ReadAsync(timeout.Token);
    }

    /// <summary>Waits until a call that certainly pauses its key or team has, after all that was evaluated before.</summary>
    private protected async Task ShouldPauseOnlyAsync(UsageRecord certain)
    {
        Store(certain);
        var pause = await PausedAsync();
        (pause.TeamId, pause.KeyId).ShouldBe((certain.TeamId, certain.KeyId));
        Pauses.ClearReceivedCalls();
    }
}
