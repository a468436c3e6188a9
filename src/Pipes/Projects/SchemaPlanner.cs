using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.DataFiles;
using Grainwatch.Pipes.Schema;
using Grainwatch.Storage.Maintenance;

namespace Grainwatch.Pipes.Projects;

/// <summary>
/// Finds the steps from the tables that are there to those that the data files declare. Rows are never lost: what would lose some is
/// refused.
/// </summary>
static class SchemaPlanner
{
    /// <summary>The order of arrival, which every table has and no query sees.</summary>
    const string Arrival = "_arrival";

    /// <summary>What the names of indexes end with: that over the sorting key, and that over the time by which rows are too old.</summary>
    internal const string Key = "_key", Ttl = "_ttl";

    /// <summary>By the type that is there, those that hold all of its values.</summary>
    static readonly Dictionary<string, string[]> Wider = new(StringComparer.Ordinal)
    {
        ["smallint"] = ["integer", "bigint"],
        ["integer"] = ["bigint"],
        ["real"] = ["double precision"],
    };

    /// <summary>As <c>format_type</c> writes the types of ours.</summary>
    static string TypeName(ColumnType type) => type.Postgres.StartsWith("timestamptz", StringComparison.Ordinal)
        ? $"timestamp{type.Postgres["timestamptz".Length..].Replace("[]", "", StringComparison.Ordinal)} with time zone{(type.Element is null ? "" : "[]")}"
        : type.Postgres;

    /// <exception cref="ProjectException">A step is not possible.</exception>
    public static IReadOnlyList<SchemaChange> Plan(IReadOnlyList<DataSourceFile> files, IReadOnlyList<DataSource> sources, ExistingSchema existing)
    {
        List<SchemaChange> changes = [];
        List<string> problems = [];
        var own = files.Where(f => !BuiltIn.Is(f.Name)).ToList();
        var indexes = own.SelectMany(Indexes).Select(index => index.Name)
            .Concat(existing.Tables.Values.Where(table => table.IndexedColumns.Count > 0).Select(table => table.Name + Key))
            .Concat(existing.Tables.Values.Where(table => table.RetentionColumns.Count > 0).Select(table => table.Name + Ttl))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var file in own)
        {
            var before = changes.Count;
            if (indexes.Contains(file.Name))
            {
                problems.Add($"{file.Path}:1: '{file.Name}' is what an index of the data source '{file.Name[..^Key.Length]}' is called. Rename the file.");
                continue;
            }

            if (existing.Tables.TryGetValue(file.Name, out var table))
            {
                Alter(file, table, changes, problems);
            }
            else
            {
                changes.Add(new SchemaChange($"{file.Name}: create the table{(file.PartitionKey is { } key ? $", in partitions by {key.Column}" : "")}", Create(file)));
            }

            PlanIndexes(file, table, changes);
            PlanView(file, existing, changes, isTableChanged: changes.Count > before);
        }

        foreach (var source in sources)
        {
            PlanQuarantine(source, existing, changes);
        }

        PlanRemovals(sources, existing, changes);
        return problems.Count == 0 ? changes : throw new ProjectException(problems);
    }

    static string Create(DataSourceFile file) =>
        $"create table {SqlNames.Table(file.Name)} (\n    {Arrival} bigint generated always as identity,\n    "
        + string.Join(",\n    ", file.Columns.Select(c => $"{SqlNames.Quote(c.Name)} {c.Type.Postgres}{(c.Type.IsNullable ? "" : " not null")}"))
        + ")" + (file.PartitionKey is { } key ? $" {TablePartitions.Clause(SqlNames.Table(file.Name), SqlNames.Quote(key.Column), key.Span)}" : "");

    static void Alter(DataSourceFile file, ExistingTable table, List<SchemaChange> changes, List<string> problems)
    {
        var name = SqlNames.Table(file.Name);
        foreach (var gone in table.Columns.Where(e => e.Name != Arrival && file.Columns.All(c => c.Name != e.Name)))
        {
            problems.Add($"{file.Path}:1: the table has a column '{gone.Name}' that the file does not declare any more, and its values would be lost. Declare it again ({gone.Type}), or drop it by hand: alter table {name} drop column {SqlNames.Quote(gone.Name)} cascade.");
        }

        foreach (var column in file.Columns)
        {
            var quoted = SqlNames.Quote(column.Name);
            var there = table.Columns.FirstOrDefault(e => e.Name == column.Name);
            var type = TypeName(column.Type);
            if (there is null)
            {
                // The default stays: rows may be on their way whose writers do not know of the column yet.
                var value = column.Default?.Sql ?? column.Type.EmptyLiteral;
                changes.Add(new SchemaChange(
                    $"{file.Name}: add the column {column.Name}; rows that are there get {value}",
                    $"alter table {name} add column {quoted} {column.Type.Postgres}{(column.Type.IsNullable ? "" : " not null")} default {value}"));
                continue;
            }

            if (there.Type != type)
            {
                if (!Wider.GetValueOrDefault(there.Type, []).Contains(type))
                {
                    problems.Add($"{file.Path}:1: column '{column.Name}' is {column.Type.Name} ({type}), but the table has it as {there.Type}. Keep the type, or add a column with another name.");
                    continue;
                }

                changes.Add(new SchemaChange(
                    $"{file.Name}: widen the column {column.Name} to {type}",
                    $"drop view if exists {SqlNames.View(file.Name)}; alter table {name} alter column {quoted} type {type}"));
            }

            if (there.IsNullable && !column.Type.IsNullable)
            {
                problems.Add($"{file.Path}:1: column '{column.Name}' was Nullable, and rows may hold nulls. Declare it Nullable({column.Type.Name}).");
            }
            else if (column.Type.IsNullable && column.Name == table.PartitionColumn)
            {
                problems.Add($"{file.Path}:1: column '{column.Name}' says which partition of the table a row belongs to, and cannot be Nullable. Declare it {column.Type.Name["Nullable(".Length..^1]}.");
            }
            else if (!there.IsNullable && column.Type.IsNullable)
            {
                changes.Add(new SchemaChange(
                    $"{file.Name}: let the column {column.Name} be null", $"alter table {name} alter column {quoted} drop not null"));
            }
        }
    }

    /// <summary>One over the sorting key; another one for the rows that are too old, where the first is of no use for them.</summary>
    static IEnumerable<(string Name, IReadOnlyList<string> Columns)> Indexes(DataSourceFile file)
    {
        if (file.SortingKey.Count > 0)
        {
            yield return (file.Name + Key, file.SortingKey);
        }

        if (file.Retention?.Column is { } column && column != file.SortingKey.FirstOrDefault())
        {
            yield return (file.Name + Ttl, [column]);
        }
    }

    static void PlanIndexes(DataSourceFile file, ExistingTable? table, List<SchemaChange> changes)
    {
        foreach (var (name, there) in new[] { (file.Name + Key, table?.IndexedColumns ?? []), (file.Name + Ttl, table?.RetentionColumns ?? []) })
        {
            var wanted = Indexes(file).Where(index => index.Name == name).SelectMany(index => index.Columns).ToList();
            if (there.SequenceEqual(wanted))
            {
                continue;
            }

            var index = SqlNames.Quote(name);
            changes.Add(new SchemaChange(
                wanted.Count == 0 ? $"{file.Name}: no index by {string.Join(", ", there)} any more" : $"{file.Name}: index by {string.Join(", ", wanted)}",
                $"drop index if exists grainwatch_data.{index}"
                    + (wanted.Count == 0 ? "" : $"; create index {index} on {SqlNames.Table(file.Name)} ({string.Join(", ", wanted.Select(SqlNames.Quote))})")));
        }
    }

    static void PlanView(DataSourceFile file, ExistingSchema existing, List<SchemaChange> changes, bool isTableChanged)
    {
        if (!isTableChanged && existing.Views.TryGetValue(file.Name, out var columns) && columns.SequenceEqual(file.Columns.Select(c => c.Name)))
        {
            return;
        }

        changes.Add(new SchemaChange(
            $"{file.Name}: show its columns to queries",
            $"drop view if exists {SqlNames.View(file.Name)}; create view {SqlNames.View(file.Name)} as select {string.Join(", ", file.Columns.Select(c => SqlNames.Quote(c.Name)))} from {SqlNames.Table(file.Name)}"));
    }

    /// <summary>Whatever the columns' types are: what a row brought that did not fit is text.</summary>
    static void PlanQuarantine(DataSource source, ExistingSchema existing, List<SchemaChange> changes)
    {
        List<(string Name, string Sql)> columns =
        [
            .. source.Columns.Select(c => (c.Name, $"fields #>> array[{string.Join(", ", c.Path.Steps.Select(s => SqlNames.Literal(System.Text.Encoding.UTF8.GetString(s.Key))))}]::text[]")),
        ];
        foreach (var (name, sql) in new[]
        {
            ("c__error_column", "error_columns"), ("c__error", "errors"), ("c__import_id", "import_id"), ("insertion_date", "insertion_date"), ("raw", "raw"),
        })
        {
            if (columns.All(c => c.Name != name))
            {
                columns.Add((name, sql));
            }
        }

        if (existing.Views.TryGetValue(source.Quarantine, out var there) && there.SequenceEqual(columns.Select(c => c.Name)))
        {
            return;
        }

        var view = SqlNames.View(source.Quarantine);
        changes.Add(new SchemaChange(
            $"{source.Name}: show its quarantine to queries",
            $"drop view if exists {view}; create view {view} as select {string.Join(", ", columns.Select(c => $"{c.Sql} as {SqlNames.Quote(c.Name)}"))} from grainwatch.quarantine where source = {SqlNames.Literal(source.Name)}"));
    }

    static void PlanRemovals(IReadOnlyList<DataSource> sources, ExistingSchema existing, List<SchemaChange> changes)
    {
        var wanted = sources.SelectMany(s => new[] { s.Name, s.Quarantine }).Concat(BuiltIn.DerivedRelations).ToHashSet(StringComparer.Ordinal);
        foreach (var view in existing.Views.Keys.Where(v => !wanted.Contains(v)))
        {
            changes.Add(new SchemaChange($"{view}: hide it from queries, as no file declares it; its rows stay in Postgres", $"drop view {SqlNames.View(view)}"));
        }
    }
}
