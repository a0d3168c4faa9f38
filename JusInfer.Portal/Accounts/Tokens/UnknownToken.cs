namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>Tokens of unknown origin, which the library reads.</summary>
internal static class UnknownToken
{
    /// <summary>
    /// Null if the library throws an exception. It has many types for a malformed token, for example an <see cref="InvalidCastException"/> for a <c>kid</c> that is an object.
    /// </summary>
    public static T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Read"/>
    public static async Task<T?> ReadAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return null;
        }
    }
}
