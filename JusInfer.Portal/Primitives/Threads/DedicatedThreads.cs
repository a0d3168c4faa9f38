using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace JusInfer.Portal.Primitives.Threads;

/// <summary>
/// Threads for work that occupies a processor for milliseconds: pages, the control plane, large bodies, the usage writer. The thread pool stays free for
/// calls, which use a thread for microseconds at a time. On Linux these threads have a lower priority than those of the pool, unless their constructor
/// sets another.
/// </summary>
/// <remarks>
/// The code after an await runs here too, unless the await opts out. Measured on one core, 99th percentile of another team's calls, quiet and
/// during an attack (<c>benchmarks/isolation.py</c>): bodies of 20 MB 4 and 66 ms on the pool, 3 and 8 ms here; queries of the control plane
/// 4 and 15 ms, 3 and 4 ms here.
/// </remarks>
internal sealed class DedicatedThreads : TaskScheduler, IDisposable
{
    /// <summary>A thread with this nice value gets a tenth of the processor time of a thread of the pool that competes with it.</summary>
    private const int NiceValue = 10;

    private const int PrioProcess = 0;

    [ThreadStatic]
    private static DedicatedThreads? current;

    private readonly BlockingCollection<Task> tasks = [];
    private readonly int niceValue;

    /// <summary>A thread per core; two on one core, because work that waits for SQLite occupies its thread.</summary>
    public DedicatedThreads()
        : this("Low priority", Math.Max(2, Environment.ProcessorCount))
    {
    }

    /// <param name="name">The name of the threads.</param>
    /// <param name="count">The number of threads.</param>
    /// <param name="niceValue">Their priority on Linux, from -20 to 19; 0 is that of the thread pool.</param>
    public DedicatedThreads(string name, int count, int niceValue = NiceValue)
    {
        this.niceValue = niceValue;
        for (var number = count; number > 0; number--) new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    public Task RunAsync(Func<Task> work) => StartAsync(work).Unwrap();

    public Task<TResult> RunAsync<TResult>(Func<Task<TResult>> work) => StartAsync(work).Unwrap();

    public Task<TResult> RunAsync<TResult>(Func<TResult> work) => StartAsync(work);

    public void Dispose() => tasks.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        try
        {
            tasks.Add(task);
        }
        catch (InvalidOperationException)
        {
            // Disposed: what is still running completes on the thread pool.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        current == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => tasks;

    /// <summary>Process 0 is the calling thread (setpriority(2), C library/kernel differences).</summary>
    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint who, int priority);

    private Task<TResult> StartAsync<TResult>(Func<TResult> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this);

    private void Run()
    {
        current = this;
        if (OperatingSystem.IsLinux()) _ = SetPriority(PrioProcess, 0, niceValue);
        foreach (var task in tasks.GetConsumingEnumerable()) TryExecuteTask(task);
    }
}
