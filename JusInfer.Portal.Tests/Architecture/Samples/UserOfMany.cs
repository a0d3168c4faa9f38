namespace JusInfer.Portal.Tests.Architecture.Samples;

internal sealed class UsedInAsyncBody;

internal sealed class UsedInLambda;

internal sealed class UsedAsTypeArgument;

internal sealed class UsedInSignature;

internal sealed class NotUsed;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class UsedAsAttribute : Attribute;

/// <summary>Uses one type in each of the ways that are easy to miss.</summary>
[UsedAsAttribute]
internal sealed class UserOfMany
{
    public static async Task<int> InAsyncBodyAsync()
    {
        await Task.Yield();
        return new UsedInAsyncBody().GetHashCode();
    }

    public static Func<object> InLambda() => static () => new UsedInLambda();

    public static int AsTypeArgument() => new List<UsedAsTypeArgument>().Count;

    public static void InSignature(UsedInSignature? parameter) => ArgumentNullException.ThrowIfNull(parameter);
}
