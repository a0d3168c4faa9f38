using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>
/// Waits for what no event tells, such as rows of a store or the memory of another process. The limit is no promise of the product, but far
/// longer than a busy machine takes: only a test that fails waits so long.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition is true.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="text">Its text, for the message of the test that fails.</param>
    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? text = null) =>
        TrueAsync(() => Task.FromResult(condition()), text);

    /// <summary>Waits until something is found, and returns it.</summary>
    /// <param name="find">Looks for it; null if it is not there yet.</param>
    /// <param name="text">What is looked for, for the message of the test that fails.</param>
    public static async Task<T> FoundAsync<T>(Func<Task<T?>> find, [CallerArgumentExpression(nameof(find))] string? text = null)
        where T : class
    {
        T? found = null;
        await TrueAsync(async () => (found = await find()) is not null, text);
        return found!;
    }

    /// <inheritdoc cref="FoundAsync{T}(Func{Task{T}}, string?)"/>
    public static Task<T> FoundAsync<T>(Func<T?> find, [CallerArgumentExpression(nameof(find))] string? text = null)
        where T : class => FoundAsync(() => Task.FromResult(find()), text);

    /// <summary>Takes steps, such as those of a clock, until a task has ended.</summary>
    /// <param name="task">The task, which may have failed.</param>
    /// <param name="step">The step.</param>
    /// <param name="text">The text of the task, for the message of the test that fails.</param>
    public static async Task EndedAsync(Task task, Action step, [CallerArgumentExpression(nameof(task))] string? text = null)
    {
        for (var since = Stopwatch.GetTimestamp(); !task.IsCompleted; await Task.Delay(1, TestContext.Current.CancellationToken))
        {
            ThrowIfLate(since, text);
            step();
        }
    }

    /// <summary>Reads lines until one has a text.</summary>
    /// <returns>The lines.</returns>
    /// <exception cref="EndOfStreamException">None has it; the message is what was read.</exception>
    public static async Task<string> ReadAsync(TextReader reader, string text)
    {
        var lines = "";
        while (!lines.Contains(text, StringComparison.Ordinal))
            lines += $"{await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException(lines)}\n";
        return lines;
    }

    /// <inheritdoc cref="TrueAsync(Func{bool}, string?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            ThrowIfLate(since, text);
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    private static void ThrowIfLate(long since, string? text)
    {
        if (Stopwatch.GetElapsedTime(since) > Limit) throw new TimeoutException($"After {Limit.TotalMinutes} minutes, this is not true: {text}");
    }
}
