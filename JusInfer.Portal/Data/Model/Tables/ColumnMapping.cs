using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>Configures an EF Core table from a list of columns. Parts of a property that have no column are not stored.</summary>
internal static class ColumnMapping
{
    public static void MapColumns<TRow>(this EntityTypeBuilder<TRow> table, ColumnList<TRow> columns)
        where TRow : class
    {
        foreach (var column in columns)
        {
            var property = column.Path[0];
            if (column.Path is [_, var inner])
            {
                table.ComplexProperty(property.PropertyType, property.Name)
                    .Property(inner.PropertyType, inner.Name)
                    .HasColumnName(column.Name);
            }
            else
            {
                table.Property(property.PropertyType, property.Name).HasColumnName(column.Name);
            }
        }

        foreach (var group in columns.Where(static column => column.Path.Length > 1).GroupBy(static column => column.Path[0]))
        {
            var mapped = group.Select(static column => column.Path[1].Name).ToHashSet(StringComparer.Ordinal);
            foreach (var other in group.Key.PropertyType.GetProperties().Where(inner => inner.CanWrite && !mapped.Contains(inner.Name)))
                table.ComplexProperty(group.Key.PropertyType, group.Key.Name).Ignore(other.Name);
        }
    }
}
