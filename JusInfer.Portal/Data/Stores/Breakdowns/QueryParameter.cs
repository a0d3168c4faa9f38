using System.Linq.Expressions;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>A value that EF Core makes a parameter of a statement, so that it compiles a query once for all values.</summary>
internal static class QueryParameter
{
    public static Expression Of(object value)
    {
        var holder = Activator.CreateInstance(typeof(Holder<>).MakeGenericType(value.GetType()), value)!;
        return Expression.Property(Expression.Constant(holder), nameof(Holder<>.Value));
    }

    private sealed class Holder<T>(T value)
    {
        public T Value => value;
    }
}
