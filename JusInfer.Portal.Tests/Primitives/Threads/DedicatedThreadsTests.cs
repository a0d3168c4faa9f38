using JusInfer.Portal.Primitives.Threads;

namespace JusInfer.Portal.Tests.Primitives.Threads;

public sealed class DedicatedThreadsTests : IDisposable
{
    private readonly DedicatedThreads threads = new();

    [Fact]
    public async Task Work_and_the_code_after_its_awaits_run_outside_the_thread_pool()
    {
        var onPool = await threads.RunAsync(async () =>
        {
            var before = Thread.CurrentThread.IsThreadPoolThread;
            await Task.Yield();
            return (before, after: Thread.CurrentThread.IsThreadPoolThread);
        });

        onPool.ShouldBe((false, false));
    }

    [Fact]
    public async Task The_threads_have_a_lower_priority_on_Linux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Thread priorities are set on Linux only.");

        // The nice value is field 19 of the thread's stat, and the 17th after the name in parentheses. That of the tests can be 10.
        using var lower = new DedicatedThreads("test", count: 1, niceValue: 15);
        var stat = await lower.RunAsync(static () => File.ReadAllText("/proc/thread-self/stat"));

        stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16].ShouldBe("15");
    }

    [Fact]
    public async Task An_exception_reaches_the_caller() =>
        await Should.ThrowAsync<FormatException>(threads.RunAsync(static () => int.Parse("no number", null)));

    [Fact]
    public async Task Work_that_continues_after_the_end_completes()
    {
        var continued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = threads.RunAsync(async () => await continued.Task);

        threads.Dispose();
        continued.SetResult();

        await work.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => threads.Dispose();
}
