using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>The time by which data is removed, on a SQLite file and over restarts of the server.</summary>
public sealed class RemovalClockTests : StoreContract, IClassFixture<SqliteStore>, IAsyncLifetime
{
    private readonly ManualTime time = new();
    private StoreNode server;

    public RemovalClockTests(SqliteStore store)
        : base(store) => server = new StoreNode(store.Options, time);

    /// <summary>Other tests of this class use the same file. A clock that is before the last removal is believed at once.</summary>
    public async ValueTask InitializeAsync() => (await IsBelievedAsync()).ShouldBeTrue();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_jump_of_the_clock_is_believed_after_a_day_also_if_the_server_restarts(bool restarts)
    {
        var before = time.GetUtcNow();
        time.Skip(TimeSpan.FromDays(40));
        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync()))).ShouldAllBe(read => read == before);

        for (var hour = 0; hour < 24; hour++)
        {
            (await ReadAsync()).ShouldBe(before);
            time.Skip(TimeSpan.FromHours(1));
            if (restarts) await RestartAsync();
        }

        (await IsBelievedAsync()).ShouldBeTrue();
        time.Skip(TimeSpan.FromHours(23));
        (await IsBelievedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_is_off_for_days_between_its_starts_removes_what_was_old_a_day_after_the_start_before()
    {
        var previous = time.GetUtcNow();
        time.Skip(TimeSpan.FromDays(8));
        (await ReadAsync()).ShouldBe(previous);

        for (var start = 0; start < 10; start++)
        {
            previous = time.GetUtcNow();
            time.Skip(TimeSpan.FromDays(8));
            await RestartAsync();
            (await ReadAsync()).ShouldBe(previous + TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task A_second_jump_during_the_wait_is_not_believed_with_the_first()
    {
        time.Skip(TimeSpan.FromDays(2));
        var first = time.GetUtcNow();
        await ReadAsync();
        time.Skip(TimeSpan.FromDays(365));

        (await ReadAsync()).ShouldBe(first + TimeSpan.FromDays(1));
        time.Skip(TimeSpan.FromHours(1));
        (await ReadAsync()).ShouldBe(first + TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData(365)]
    [InlineData(2)]
    public async Task The_wait_begins_anew_after_the_clock_was_corrected(int daysAhead)
    {
        var before = time.GetUtcNow();
        time.Skip(TimeSpan.FromDays(daysAhead));
        (await ReadAsync()).ShouldBe(before);
        await RestartAsync(new ManualTime(before.AddHours(1)));
        (await IsBelievedAsync()).ShouldBeTrue();

        await RestartAsync(new ManualTime(before.AddDays(daysAhead + 1)));
        (await ReadAsync()).ShouldBe(before.AddHours(1));
    }

    /// <summary>A wrong clock can have begun a wait, and the process ended before the clock was corrected.</summary>
    [Fact]
    public async Task A_wait_that_a_clock_which_was_ahead_has_begun_does_not_last_longer_than_a_day()
    {
        var before = time.GetUtcNow();
        time.Skip(TimeSpan.FromDays(365));
        await ReadAsync();
        var corrected = new ManualTime(before.AddDays(3));
        await RestartAsync(corrected);
        (await ReadAsync()).ShouldBe(before);

        corrected.Skip(TimeSpan.FromDays(1));
        (await ReadAsync()).ShouldBe(corrected.GetUtcNow());
    }

    private Task<DateTimeOffset> ReadAsync() => server.Get<IRemovalClock>().ReadAsync(Cancellation);

    private async Task<bool> IsBelievedAsync() => await ReadAsync() == server.Get<TimeProvider>().GetUtcNow();

    private async Task RestartAsync(ManualTime? clock = null)
    {
        await server.DisposeAsync();
        server = new StoreNode(Store.Options, clock ?? time);
    }
}
