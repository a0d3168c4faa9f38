namespace JusInfer.E2E.Infrastructure;

/// <summary>
/// A value that many journeys use. It is created on first use, and again after a failure: else one busy moment of the machine would fail
/// all of them.
/// </summary>
internal sealed class Shared<T>(Func<Task<T>> create)
{
    private readonly Lock guard = new();
    private Task<T>? value;

    public Task<T> GetAsync()
    {
        lock (guard)
        {
            if (value is null or { IsCompleted: true, IsCompletedSuccessfully: false }) value = create();
            return value;
        }
    }
}
