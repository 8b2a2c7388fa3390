"""Who may do what: one line for every URL, method and object. Walked for real by test_access.py.

A line reads

    url name          method  object          agent am    lead  mgr   admin audit nobody

method   GET   a whole page; the browser tests also walk it with axe in every role that gets 200
         PART  a GET that answers a fragment for htmx · FILE  a GET that answers no HTML
         POST, PUT, PATCH, DELETE. A method without a line must answer 405
         (Django's and allauth's own views aside).
object   -     the URL names no object, otherwise kind:whose
         whose own    Lin's, an account manager of Gaoxin, led by Wei, with Xie as the agent of the branch
               team   Chen's, of the same team and branch as Lin
               other  Deng's, of Wuhu
               missing  no such object
         kinds are made in access_objects.py: (customer) → the URL's arguments
columns  agent Xie · am Lin · lead Wei · mgr Zhou · admin He · audit Sun · nobody is logged in
answers  200, 302, 403, 404, 405 … as they are
         login  goes to the login page
         in     let in: anything but login, 401, 403, 404, 405 and 5xx (for a POST without meaningful data)
POST data, where the view needs some to get past its door, stand in access_objects.py.
"""

from dataclasses import dataclass

WHO = ("agent", "account_manager", "team_lead", "manager", "administrator", "auditor", "nobody")
READING = {"GET": "GET", "PART": "GET", "FILE": "GET"}

TABLE = """
# url name                            method object          agent am    lead  mgr   admin audit nobody
# ---- wiring
healthz                               FILE   -               200   200   200   200   200   200   200
readyz                                FILE   -               200   200   200   200   200   200   200
set_language                          POST   -               302   302   302   302   302   302   302
set_language                          FILE   -               302   302   302   302   302   302   302

# ---- login and second factor (allauth)
home                                  FILE   -               302   302   302   302   302   302   login
account_login                         GET    -               302   302   302   302   302   302   200
account_login                         POST   -               302   302   302   302   302   302   in
account_logout                        GET    -               200   200   200   200   200   200   login
account_logout                        POST   -               login login login login login login login
account_inactive                      GET    -               200   200   200   200   200   200   200
account_reauthenticate                GET    -               in    in    in    in    in    in    login
account_reauthenticate                POST   -               in    in    in    in    in    in    login
account_change_password               GET    -               200   200   200   200   200   200   login
account_change_password               POST   -               200   200   200   200   200   200   login
account_reset_password                GET    -               200   200   200   200   200   200   200
account_reset_password                POST   -               200   200   200   200   200   200   200
account_reset_password_done           GET    -               200   200   200   200   200   200   200
account_reset_password_from_key       GET    key:own         200   200   200   200   200   200   200
account_reset_password_from_key       POST   key:own         200   200   200   200   200   200   200
account_reset_password_from_key_done  GET    -               200   200   200   200   200   200   200
# The session of these tests is not fresh enough to change a factor: 302 asks for the password.
mfa_index                             GET    -               200   200   200   200   200   200   login
mfa_authenticate                      GET    -               302   302   302   302   302   302   login
mfa_authenticate                      POST   -               302   302   302   302   302   302   login
mfa_reauthenticate                    GET    -               in    in    in    in    in    in    login
mfa_reauthenticate                    POST   -               in    in    in    in    in    in    login
mfa_activate_totp                     GET    -               302   302   302   302   302   302   login
mfa_activate_totp                     POST   -               302   302   302   302   302   302   login
mfa_deactivate_totp                   GET    -               404   404   404   404   404   404   login
mfa_deactivate_totp                   POST   -               404   404   404   404   404   404   login
mfa_view_recovery_codes               GET    -               404   404   404   404   404   404   login
mfa_generate_recovery_codes           GET    -               302   302   302   302   302   302   login
mfa_generate_recovery_codes           POST   -               302   302   302   302   302   302   login
mfa_download_recovery_codes           FILE   -               404   404   404   404   404   404   login

# ---- staff
staff:first_day                       GET    -               302   302   302   302   302   302   302
staff:first_day                       POST   -               302   302   302   302   302   302   302
staff:notices                         GET    -               200   200   200   200   200   200   login
staff:notices_badge                   PART   -               200   200   200   200   200   200   login
staff:notices_read                    POST   -               302   302   302   302   302   302   login
staff:notice                          POST   notice:own      404   302   404   404   404   404   login
staff:notice                          POST   notice:missing  404   404   404   404   404   404   login
staff:profile                         GET    -               200   200   200   200   200   200   login
staff:profile                         POST   -               in    in    in    in    in    in    login
staff:tokens                          GET    -               200   200   200   200   200   200   login
staff:tokens                          POST   -               in    in    in    in    in    in    login
staff:revoke_token                    POST   token:own       404   302   404   404   404   404   login
staff:revoke_token                    POST   token:missing   404   404   404   404   404   404   login
staff:people                          GET    -               403   403   403   200   200   200   login
staff:add_person                      GET    -               403   403   403   403   200   403   login
staff:add_person                      POST   -               403   403   403   403   in    403   login
staff:person                          GET    person:own      403   403   403   403   200   403   login
staff:person                          GET    person:missing  403   403   403   403   404   403   login
staff:person                          POST   person:own      403   403   403   403   in    403   login
staff:person_link                     POST   person:own      403   403   403   403   200   403   login
staff:switch_off                      GET    person:own      403   403   403   403   200   403   login
staff:switch_off                      POST   person:own      403   403   403   403   in    403   login
staff:switch_off                      POST   person:missing  403   403   403   403   404   403   login
staff:switch_on                       POST   person:own      403   403   403   403   302   403   login
staff:branches                        GET    -               403   403   403   200   200   200   login
staff:add_branch                      GET    -               403   403   403   403   200   403   login
staff:add_branch                      POST   -               403   403   403   403   in    403   login
staff:branch                          GET    branch:own      403   403   403   403   200   403   login
staff:branch                          GET    branch:missing  403   403   403   403   404   403   login
staff:branch                          POST   branch:own      403   403   403   403   in    403   login
staff:add_team                        GET    -               403   403   403   403   200   403   login
staff:add_team                        POST   -               403   403   403   403   in    403   login
staff:team                            GET    team:own        403   403   403   403   200   403   login
staff:team                            GET    team:missing    403   403   403   403   404   403   login
staff:team                            POST   team:own        403   403   403   403   in    403   login

# ---- customers
customers:list                        GET    -               200   200   200   200   200   200   login
customers:search                      PART   -               200   200   200   200   200   200   login
customers:columns                     POST   -               in    in    in    in    in    in    login
customers:views                       GET    -               200   200   200   200   200   200   login
customers:views                       POST   -               in    in    in    in    in    403   login
# A view is its maker's, and an administrator's as well when it is for everybody.
customers:view_rename                 POST   view:own        404   in    404   404   404   403   login
customers:view_rename                 POST   view:missing    404   404   404   404   404   403   login
customers:view_delete                 POST   view:own        404   200   404   404   404   403   login
customers:view_delete                 POST   view:missing    404   404   404   404   404   403   login
customers:view_restore                POST   view:own        404   204   404   404   404   403   login
customers:view_restore                POST   view:missing    404   404   404   404   404   403   login
customers:view_count                  PART   view:own        404   200   404   404   404   404   login
customers:view_count                  PART   view:missing    404   404   404   404   404   404   login
customers:bulk                        POST   -               in    in    in    in    in    403   login
customers:bulk_owners                 PART   -               403   403   200   200   200   200   login
customers:bulk_undo                   POST   bulk:own        404   204   404   404   404   403   login
# By permission, not by role: nobody here has it.
customers:export                      POST   -               403   403   403   403   403   403   login
customers:imports                     GET    -               403   403   403   200   200   200   login
customers:import_upload               GET    -               403   403   403   200   200   403   login
customers:import_upload               POST   -               403   403   403   422   422   403   login
customers:import_draft                GET    draft:own       403   403   403   200   404   403   login
customers:import_draft                POST   draft:own       403   403   403   422   404   403   login
customers:import_draft                GET    draft:missing   403   403   403   404   404   403   login
customers:import_preview              GET    draft:own       403   403   403   200   404   403   login
customers:import_preview              POST   draft:own       403   403   403   200   404   403   login
customers:import_start                POST   draft:own       403   403   403   302   404   403   login
customers:import_start                POST   draft:missing   403   403   403   404   404   403   login
customers:import_sources              GET    -               403   403   403   200   200   200   login
customers:import_sources              POST   -               403   403   403   422   422   403   login
customers:import_source               POST   source:own      403   403   403   302   302   403   login
customers:import_source               POST   source:missing  403   403   403   404   404   403   login
customers:import                      GET    import:own      403   403   403   200   200   200   login
customers:import                      GET    import:missing  403   403   403   404   404   404   login
customers:import_cancel               POST   import:own      403   403   403   302   302   403   login
customers:import_undo                 POST   import:own      403   403   403   302   302   403   login
customers:import_again                POST   import:own      403   403   403   302   302   403   login
customers:import_mend                 POST   import:own      403   403   403   422   422   403   login
# Nothing of it was rejected.
customers:import_rejects              FILE   import:own      403   403   403   404   404   404   login
customers:import_rejects              FILE   import:missing  403   403   403   404   404   404   login
customers:import_automations          GET    import:own      403   403   403   200   200   403   login
customers:import_automations          GET    import:missing  403   403   403   404   404   403   login
customers:import_automations          POST   import:own      403   403   403   302   302   403   login
customers:import_automations          POST   import:missing  403   403   403   404   404   403   login
customers:duplicates                  GET    -               403   403   200   200   200   200   login
customers:duplicate_apart             POST   pair:own        403   403   200   200   200   403   login
customers:duplicate_apart             POST   pair:team       403   403   200   200   200   403   login
customers:duplicate_apart             POST   pair:other      403   403   404   200   200   403   login
customers:duplicate_apart             POST   pair:missing    403   403   404   404   404   403   login
customers:duplicate_later             POST   pair:own        403   403   200   200   200   403   login
customers:duplicate_later             POST   pair:other      403   403   404   200   200   403   login
customers:duplicate_later             POST   pair:missing    403   403   404   404   404   403   login
customers:duplicate_reopen            POST   pair:own        403   403   200   200   200   403   login
customers:duplicate_reopen            POST   pair:other      403   403   404   200   200   403   login
customers:duplicate_reopen            POST   pair:missing    403   403   404   404   404   403   login
customers:merge                       GET    two:own         403   403   200   200   200   200   login
customers:merge                       GET    two:team        403   403   200   200   200   200   login
customers:merge                       FILE   two:other       403   403   404   200   200   200   login
customers:merge                       FILE   two:missing     403   403   404   404   404   404   login
customers:merge                       POST   two:own         403   403   302   302   302   403   login
customers:merge                       POST   two:other       403   403   404   302   302   403   login
customers:merge                       POST   two:missing     403   403   404   404   404   403   login
customers:merge_undo                  POST   merge:own       403   403   302   302   302   403   login
customers:merge_undo                  POST   merge:other     403   403   404   302   302   403   login
customers:merge_undo                  POST   merge:missing   403   403   404   404   404   403   login

# ---- agreements
customers:agreements                  GET    -               200   200   200   200   200   200   login
customers:prices                      GET    -               200   200   200   200   200   200   login
customers:benchmark                   GET    -               403   403   403   200   200   403   login
customers:benchmark                   POST   -               403   403   403   in    in    403   login
customers:agreement_policy            GET    -               403   403   403   200   200   403   login
customers:agreement_policy            POST   -               403   403   403   in    in    403   login
customers:customer_agreements         PART   customer:own    200   200   200   200   200   200   login
customers:customer_agreements         PART   customer:team   200   404   200   200   200   200   login
customers:customer_agreements         PART   customer:other  404   404   404   200   200   200   login
customers:customer_agreements         PART   customer:missing 404   404   404   404   404   404   login
customers:agreement_rows              PART   agreements:own  200   200   200   200   200   200   login
customers:agreement_rows              PART   agreements:team 200   404   200   200   200   200   login
customers:agreement_rows              PART   agreements:other 404   404   404   200   200   200   login
customers:agreement_rows              PART   agreements:missing 404   404   404   404   404   404   login
customers:agreement_new               GET    agreements:own  200   200   200   200   200   403   login
customers:agreement_new               GET    agreements:team 200   404   200   200   200   403   login
customers:agreement_new               GET    agreements:other 404   404   404   200   200   403   login
customers:agreement_new               GET    agreements:missing 404   404   404   404   404   403   login
customers:agreement_new               POST   agreements:own  in    in    in    in    in    403   login
customers:agreement_new               POST   agreements:team in    404   in    in    in    403   login
customers:agreement_new               POST   agreements:other 404   404   404   in    in    403   login
customers:agreement_new               POST   agreements:missing 404   404   404   404   404   403   login
customers:agreement                   GET    agreement:own   200   200   200   200   200   403   login
customers:agreement                   GET    agreement:team  200   404   200   200   200   403   login
customers:agreement                   GET    agreement:other 404   404   404   200   200   403   login
customers:agreement                   GET    agreement:missing 404   404   404   404   404   403   login
customers:agreement                   POST   agreement:own   in    in    in    in    in    403   login
customers:agreement                   POST   agreement:team  in    404   in    in    in    403   login
customers:agreement                   POST   agreement:other 404   404   404   in    in    403   login
customers:agreement                   POST   agreement:missing 404   404   404   404   404   403   login
customers:agreement_change            GET    written:own     200   200   200   200   200   403   login
customers:agreement_change            GET    written:team    200   404   200   200   200   403   login
customers:agreement_change            GET    written:other   404   404   404   200   200   403   login
customers:agreement_change            GET    written:missing 404   404   404   404   404   403   login
customers:agreement_change            POST   written:own     in    in    in    in    in    403   login
customers:agreement_change            POST   written:team    in    404   in    in    in    403   login
customers:agreement_change            POST   written:other   404   404   404   in    in    403   login
customers:agreement_change            POST   written:missing 404   404   404   404   404   403   login
customers:movement_undo               POST   movement:own    302   302   302   302   302   403   login
customers:movement_undo               POST   movement:team   302   404   302   302   302   403   login
customers:movement_undo               POST   movement:other  404   404   404   302   302   403   login
customers:movement_undo               POST   movement:missing 404   404   404   404   404   403   login
# Without a verdict the form comes back; only those decide who did not enter it.
customers:approval                    POST   approval:own    403   403   403   in    in    403   login
customers:approval                    POST   approval:other  403   403   403   in    in    403   login
customers:approval                    POST   approval:missing 403   403   403   404   404   403   login
# ---- profile, contacts, lines, own fields, tags
customers:profile_edit                GET    customer:own    200   200   200   200   200   403   login
customers:profile_edit                GET    customer:team   200   404   200   200   200   403   login
customers:profile_edit                GET    customer:other  404   404   404   200   200   403   login
customers:profile_edit                GET    customer:missing 404   404   404   404   404   403   login
customers:profile_edit                POST   customer:own    in    in    in    in    in    403   login
customers:profile_edit                POST   customer:team   in    404   in    in    in    403   login
customers:profile_edit                POST   customer:other  404   404   404   in    in    403   login
customers:profile_edit                POST   customer:missing 404   404   404   404   404   403   login
customers:sensitivity                 POST   customer:own    302   302   302   302   302   403   login
customers:sensitivity                 POST   customer:team   302   404   302   302   302   403   login
customers:sensitivity                 POST   customer:other  404   404   404   302   302   403   login
customers:sensitivity                 POST   customer:missing 404   404   404   404   404   403   login
customers:customer_tag                POST   tagged:own      302   302   302   302   302   403   login
customers:customer_tag                POST   tagged:team     302   404   302   302   302   403   login
customers:customer_tag                POST   tagged:other    404   404   404   302   302   403   login
customers:customer_tag                POST   tagged:missing  404   404   404   404   404   403   login
customers:contact_add                 GET    customer:own    200   200   200   200   200   403   login
customers:contact_add                 GET    customer:team   200   404   200   200   200   403   login
customers:contact_add                 GET    customer:other  404   404   404   200   200   403   login
customers:contact_add                 GET    customer:missing 404   404   404   404   404   403   login
customers:contact_add                 POST   customer:own    in    in    in    in    in    403   login
customers:contact_add                 POST   customer:team   in    404   in    in    in    403   login
customers:contact_add                 POST   customer:other  404   404   404   in    in    403   login
customers:contact_add                 POST   customer:missing 404   404   404   404   404   403   login
customers:contact                     GET    contact:own     200   200   200   200   200   403   login
customers:contact                     GET    contact:team    200   404   200   200   200   403   login
customers:contact                     GET    contact:other   404   404   404   200   200   403   login
customers:contact                     GET    contact:missing 404   404   404   404   404   403   login
customers:contact                     POST   contact:own     in    in    in    in    in    403   login
customers:contact                     POST   contact:team    in    404   in    in    in    403   login
customers:contact                     POST   contact:other   404   404   404   in    in    403   login
customers:contact                     POST   contact:missing 404   404   404   404   404   403   login
customers:contact_remove              POST   contact:own     302   302   302   302   302   403   login
customers:contact_remove              POST   contact:team    302   404   302   302   302   403   login
customers:contact_remove              POST   contact:other   404   404   404   302   302   403   login
customers:contact_remove              POST   contact:missing 404   404   404   404   404   403   login
customers:contact_restore             POST   removed:own     302   302   302   302   302   403   login
customers:contact_restore             POST   removed:team    302   404   302   302   302   403   login
customers:contact_restore             POST   removed:other   404   404   404   302   302   403   login
customers:contact_restore             POST   removed:missing 404   404   404   404   404   403   login
customers:line_add                    POST   customer:own    302   302   302   302   302   403   login
customers:line_add                    POST   customer:team   302   404   302   302   302   403   login
customers:line_add                    POST   customer:other  404   404   404   302   302   403   login
customers:line_add                    POST   customer:missing 404   404   404   404   404   403   login
customers:line_remove                 POST   line:own        302   302   302   302   302   403   login
customers:line_remove                 POST   line:team       302   404   302   302   302   403   login
customers:line_remove                 POST   line:other      404   404   404   302   302   403   login
customers:line_remove                 POST   line:missing    404   404   404   404   404   403   login
customers:fields                      GET    -               403   403   403   200   200   200   login
customers:field_add                   GET    -               403   403   403   403   200   403   login
customers:field_add                   POST   -               403   403   403   403   in    403   login
customers:field                       GET    field:own       403   403   403   403   200   403   login
customers:field                       GET    field:missing   403   403   403   403   404   403   login
customers:field                       POST   field:own       403   403   403   403   in    403   login
customers:field_move                  POST   field:own       403   403   403   403   302   403   login
customers:field_move                  POST   field:missing   403   403   403   403   404   403   login
customers:field_retire                POST   field:own       403   403   403   403   302   403   login
customers:field_retire                POST   field:missing   403   403   403   403   404   403   login
customers:tag_add                     GET    -               403   403   403   403   200   403   login
customers:tag_add                     POST   -               403   403   403   403   in    403   login
customers:tag                         GET    tag:own         403   403   403   403   200   403   login
customers:tag                         GET    tag:missing     403   403   403   403   404   403   login
customers:tag                         POST   tag:own         403   403   403   403   in    403   login
customers:tag_retire                  POST   tag:own         403   403   403   403   302   403   login
customers:tag_retire                  POST   tag:missing     403   403   403   403   404   403   login
retention:customer_sensitivity        PART   customer:own    200   200   200   200   200   200   login
retention:customer_sensitivity        PART   customer:team   200   404   200   200   200   200   login
retention:customer_sensitivity        PART   customer:other  404   404   404   200   200   200   login
retention:customer_sensitivity        PART   customer:missing 404   404   404   404   404   404   login
retention:customer_history            GET    customer:own    200   200   200   200   200   200   login
retention:customer_history            GET    customer:team   200   404   200   200   200   200   login
retention:customer_history            GET    customer:other  404   404   404   200   200   200   login
retention:customer_history            GET    customer:missing 404   404   404   404   404   404   login
# ---- vehicles, sites, devices and what is due on them
customers:due_soon                    GET    -               200   200   200   200   200   200   login
customers:due_rules                   GET    -               403   403   403   200   200   403   login
customers:due_rules                   POST   -               403   403   403   in    in    403   login
customers:asset_new                   GET     customer:own    200   200   200   200   200   403   login
customers:asset_new                   GET     customer:team   200   404   200   200   200   403   login
customers:asset_new                   GET     customer:other  404   404   404   200   200   403   login
customers:asset_new                   GET     customer:missing 404   404   404   404   404   403   login
customers:asset_new                   POST    customer:own    in    in    in    in    in    403   login
customers:asset_new                   POST    customer:team   in    404   in    in    in    403   login
customers:asset_new                   POST    customer:other  404   404   404   in    in    403   login
customers:asset_new                   POST    customer:missing 404   404   404   404   404   403   login
customers:asset_edit                  GET     asset:own       200   200   200   200   200   403   login
customers:asset_edit                  GET     asset:team      200   404   200   200   200   403   login
customers:asset_edit                  GET     asset:other     404   404   404   200   200   403   login
customers:asset_edit                  GET     asset:missing   404   404   404   404   404   403   login
customers:asset_edit                  POST    asset:own       in    in    in    in    in    403   login
customers:asset_edit                  POST    asset:team      in    404   in    in    in    403   login
customers:asset_edit                  POST    asset:other     404   404   404   in    in    403   login
customers:asset_edit                  POST    asset:missing   404   404   404   404   404   403   login
customers:asset_retire                GET     asset:own       200   200   200   200   200   403   login
customers:asset_retire                GET     asset:team      200   404   200   200   200   403   login
customers:asset_retire                GET     asset:other     404   404   404   200   200   403   login
customers:asset_retire                GET     asset:missing   404   404   404   404   404   403   login
customers:asset_retire                POST    asset:own       in    in    in    in    in    403   login
customers:asset_retire                POST    asset:team      in    404   in    in    in    403   login
customers:asset_retire                POST    asset:other     404   404   404   in    in    403   login
customers:asset_retire                POST    asset:missing   404   404   404   404   404   403   login
customers:mileage_new                 GET     asset:own       200   200   200   200   200   403   login
customers:mileage_new                 GET     asset:team      200   404   200   200   200   403   login
customers:mileage_new                 GET     asset:other     404   404   404   200   200   403   login
customers:mileage_new                 GET     asset:missing   404   404   404   404   404   403   login
customers:mileage_new                 POST    asset:own       in    in    in    in    in    403   login
customers:mileage_new                 POST    asset:team      in    404   in    in    in    403   login
customers:mileage_new                 POST    asset:other     404   404   404   in    in    403   login
customers:mileage_new                 POST    asset:missing   404   404   404   404   404   403   login
customers:due_new                     GET     asset:own       200   200   200   200   200   403   login
customers:due_new                     GET     asset:team      200   404   200   200   200   403   login
customers:due_new                     GET     asset:other     404   404   404   200   200   403   login
customers:due_new                     GET     asset:missing   404   404   404   404   404   403   login
customers:due_new                     POST    asset:own       in    in    in    in    in    403   login
customers:due_new                     POST    asset:team      in    404   in    in    in    403   login
customers:due_new                     POST    asset:other     404   404   404   in    in    403   login
customers:due_new                     POST    asset:missing   404   404   404   404   404   403   login
customers:due_edit                    GET     due:own         200   200   200   200   200   403   login
customers:due_edit                    GET     due:team        200   404   200   200   200   403   login
customers:due_edit                    GET     due:other       404   404   404   200   200   403   login
customers:due_edit                    GET     due:missing     404   404   404   404   404   403   login
customers:due_edit                    POST    due:own         in    in    in    in    in    403   login
customers:due_edit                    POST    due:team        in    404   in    in    in    403   login
customers:due_edit                    POST    due:other       404   404   404   in    in    403   login
customers:due_edit                    POST    due:missing     404   404   404   404   404   403   login
customers:due_done                    GET     due:own         200   200   200   200   200   403   login
customers:due_done                    GET     due:team        200   404   200   200   200   403   login
customers:due_done                    GET     due:other       404   404   404   200   200   403   login
customers:due_done                    GET     due:missing     404   404   404   404   404   403   login
customers:due_done                    POST    due:own         in    in    in    in    in    403   login
customers:due_done                    POST    due:team        in    404   in    in    in    403   login
customers:due_done                    POST    due:other       404   404   404   in    in    403   login
customers:due_done                    POST    due:missing     404   404   404   404   404   403   login
customers:asset_revive                POST   asset:own       in    in    in    in    in    403   login
customers:asset_revive                POST   asset:team      in    404   in    in    in    403   login
customers:asset_revive                POST   asset:other     404   404   404   in    in    403   login
customers:asset_revive                POST   asset:missing   404   404   404   404   404   403   login
# Only who did it takes it back.
customers:mileage_undo                POST   reading:own     404   in    404   404   404   403   login
customers:mileage_undo                POST   reading:missing 404   404   404   404   404   403   login
customers:due_reopen                  POST   due:own         409   409   409   409   409   403   login
customers:due_reopen                  POST   due:other       404   404   404   409   409   403   login

# ---- payments, statements, arrears
customers:payment_new                 GET    invoice:own     200   200   200   200   200   403   login
customers:payment_new                 GET    invoice:team    200   404   200   200   200   403   login
customers:payment_new                 GET    invoice:other   404   404   404   200   200   403   login
customers:payment_new                 GET    invoice:missing 404   404   404   404   404   403   login
customers:payment_new                 POST   invoice:own     in    in    in    in    in    403   login
customers:payment_new                 POST   invoice:team    in    404   in    in    in    403   login
customers:payment_new                 POST   invoice:other   404   404   404   in    in    403   login
customers:payment_new                 POST   invoice:missing 404   404   404   404   404   403   login
customers:billing                     GET    customer:own    200   200   200   200   200   403   login
customers:billing                     GET    customer:team   200   404   200   200   200   403   login
customers:billing                     GET    customer:other  404   404   404   200   200   403   login
customers:billing                     GET    customer:missing 404   404   404   404   404   403   login
customers:billing                     POST   customer:own    in    in    in    in    in    403   login
customers:billing                     POST   customer:team   in    404   in    in    in    403   login
customers:billing                     POST   customer:other  404   404   404   in    in    403   login
customers:billing                     POST   customer:missing 404   404   404   404   404   403   login
customers:statement_new               GET    customer:own    200   200   200   200   200   403   login
customers:statement_new               GET    customer:team   200   404   200   200   200   403   login
customers:statement_new               GET    customer:other  404   404   404   200   200   403   login
customers:statement_new               GET    customer:missing 404   404   404   404   404   403   login
customers:statement_new               POST   customer:own    in    in    in    in    in    403   login
customers:statement_new               POST   customer:team   in    404   in    in    in    403   login
customers:statement_new               POST   customer:other  404   404   404   in    in    403   login
customers:statement_new               POST   customer:missing 404   404   404   404   404   403   login
customers:mark_new                    GET    customer:own    200   200   200   200   200   403   login
customers:mark_new                    GET    customer:team   200   404   200   200   200   403   login
customers:mark_new                    GET    customer:other  404   404   404   200   200   403   login
customers:mark_new                    GET    customer:missing 404   404   404   404   404   403   login
customers:mark_new                    POST   customer:own    in    in    in    in    in    403   login
customers:mark_new                    POST   customer:team   in    404   in    in    in    403   login
customers:mark_new                    POST   customer:other  404   404   404   in    in    403   login
customers:mark_new                    POST   customer:missing 404   404   404   404   404   403   login
# Only who did it takes it back.
customers:payment_undo                POST   payment:own     409   in    409   409   409   403   login
customers:payment_undo                POST   payment:other   404   404   404   409   409   403   login
customers:statement_undo              POST   statement:own   409   in    409   409   409   403   login
customers:statement_undo              POST   statement:other 404   404   404   409   409   403   login
customers:mark_lift                   POST   mark:own        in    in    in    in    in    403   login
customers:mark_lift                   POST   mark:team       in    404   in    in    in    403   login
customers:mark_lift                   POST   mark:other      404   404   404   in    in    403   login

# ---- visits by hand, and what followed from them
customers:visit_new                   GET    customer:own    200   200   200   200   200   403   login
customers:visit_new                   GET    customer:team   200   404   200   200   200   403   login
customers:visit_new                   GET    customer:other  404   404   404   200   200   403   login
customers:visit_new                   FILE   customer:missing 404   404   404   404   404   403   login
customers:visit_new                   POST   customer:own    in    in    in    in    in    403   login
customers:visit_new                   POST   customer:team   in    404   in    in    in    403   login
customers:visit_new                   POST   customer:other  404   404   404   in    in    403   login
customers:visit_new                   POST   customer:missing 404   404   404   404   404   403   login
customers:visit_edit                  GET    visit:own       200   200   200   200   200   403   login
customers:visit_edit                  GET    visit:team      200   404   200   200   200   403   login
customers:visit_edit                  GET    visit:other     404   404   404   200   200   403   login
customers:visit_edit                  FILE   visit:missing   404   404   404   404   404   403   login
customers:visit_edit                  POST   visit:own       in    in    in    in    in    403   login
customers:visit_edit                  POST   visit:team      in    404   in    in    in    403   login
customers:visit_edit                  POST   visit:other     404   404   404   in    in    403   login
customers:visit_edit                  POST   visit:missing   404   404   404   404   404   403   login
customers:following_new               GET    following:own   200   200   200   200   200   403   login
customers:following_new               GET    following:team  200   404   200   200   200   403   login
customers:following_new               GET    following:other 404   404   404   200   200   403   login
customers:following_new               FILE   following:missing 404   404   404   404   404   403   login
customers:following_new               POST   following:own   in    in    in    in    in    403   login
customers:following_new               POST   following:team  in    404   in    in    in    403   login
customers:following_new               POST   following:other 404   404   404   in    in    403   login
customers:following_new               POST   following:missing 404   404   404   404   404   403   login
customers:following_edit              GET    declined:own    200   200   200   200   200   403   login
customers:following_edit              GET    declined:team   200   404   200   200   200   403   login
customers:following_edit              GET    declined:other  404   404   404   200   200   403   login
customers:following_edit              FILE   declined:missing 404   404   404   404   404   403   login
customers:following_edit              POST   declined:own    in    in    in    in    in    403   login
customers:following_edit              POST   declined:team   in    404   in    in    in    403   login
customers:following_edit              POST   declined:other  404   404   404   in    in    403   login
customers:following_edit              POST   declined:missing 404   404   404   404   404   403   login
# Only who entered it takes it back.
customers:visit_undo                  POST   visit:own       409   in    409   409   409   403   login
customers:visit_undo                  POST   visit:other     404   404   404   409   409   403   login
customers:following_undo              POST   declined:own    409   in    409   409   409   403   login
customers:following_undo              POST   declined:other  404   404   404   409   409   403   login

# ---- outbox: doors for gateways, who sign (403) and know the secret of the address (404)
outbox:receipts_in                    POST   hook:own        403   403   403   403   403   403   403
outbox:receipts_in                    POST   hook:missing    404   404   404   404   404   404   404
outbox:replies_in                     POST   hook:own        403   403   403   403   403   403   403
outbox:replies_in                     POST   hook:missing    404   404   404   404   404   404   404
# The simulated gateway's server does not run here: an answer is refused and kept.
# Not walked as a page: once a phone received something it leads on to that one.
outbox:phones                         FILE   -               200   200   200   200   200   200   login
outbox:phone                          GET    phone:own       200   200   200   200   200   200   login
outbox:phone                          GET    phone:team      200   404   200   200   200   200   login
outbox:phone                          GET    phone:other     404   404   404   200   200   200   login
outbox:phone                          GET    phone:missing   404   404   404   404   404   404   login
outbox:phone_answer                   POST   phone:own       422   422   422   422   422   403   login
outbox:phone_answer                   POST   phone:team      422   404   422   422   422   403   login
outbox:phone_answer                   POST   phone:other     404   404   404   422   422   403   login
outbox:phone_answer                   POST   phone:missing   404   404   404   404   404   403   login

# ---- desk
desk:home                             GET    -               200   200   200   200   200   200   login
desk:call                             FILE   -               302   302   302   302   302   302   login
desk:callers                          PART   -               200   200   200   200   200   200   login
desk:complaints                       PART   -               200   200   200   200   200   200   login
desk:alike                            PART   -               200   200   200   200   200   200   login
desk:customer_panel                   PART   customer:own    200   200   200   200   200   200   login
desk:customer_panel                   PART   customer:team   200   404   200   200   200   200   login
desk:customer_panel                   PART   customer:other  404   404   404   200   200   200   login
desk:customer_panel                   PART   customer:missing 404   404   404   404   404   404   login
desk:lately                           PART   customer:own    200   200   200   200   200   200   login
desk:lately                           PART   customer:team   200   404   200   200   200   200   login
desk:lately                           PART   customer:other  404   404   404   200   200   200   login
desk:lately                           PART   customer:missing 404   404   404   404   404   404   login
desk:complaint_new                    FILE   customer:own    302   302   302   302   302   302   login
desk:complaint_new                    FILE   customer:other  404   404   404   302   302   302   login
desk:complaint_new                    POST   customer:own    in    in    in    in    in    403   login
desk:complaint_new                    POST   customer:team   in    404   in    in    in    403   login
desk:complaint_new                    POST   customer:other  404   404   404   in    in    403   login
desk:complaint_new                    POST   customer:missing 404   404   404   404   404   403   login
desk:score_new                        FILE   customer:own    302   302   302   302   302   302   login
desk:score_new                        FILE   customer:other  404   404   404   302   302   302   login
desk:score_new                        POST   customer:own    in    in    in    in    in    403   login
desk:score_new                        POST   customer:team   in    404   in    in    in    403   login
desk:score_new                        POST   customer:other  404   404   404   in    in    403   login
desk:score_new                        POST   customer:missing 404   404   404   404   404   403   login
desk:customer_new                     GET    -               200   200   200   200   200   403   login
desk:customer_new                     POST   -               in    in    in    in    in    403   login
desk:complaint                        PART   complaint:own   200   200   200   200   200   200   login
desk:complaint                        PART   complaint:team  200   404   200   200   200   200   login
desk:complaint                        PART   complaint:other 404   404   404   200   200   200   login
desk:complaint                        PART   complaint:missing 404   404   404   404   404   404   login
desk:complaint_solve                  PART   complaint:own   200   200   200   200   200   403   login
desk:complaint_solve                  PART   complaint:team  200   404   200   200   200   403   login
desk:complaint_solve                  PART   complaint:other 404   404   404   200   200   403   login
desk:complaint_solve                  PART   complaint:missing 404   404   404   404   404   403   login
desk:complaint_solve                  POST   complaint:own   in    in    in    in    in    403   login
desk:complaint_solve                  POST   complaint:team  in    404   in    in    in    403   login
desk:complaint_solve                  POST   complaint:other 404   404   404   in    in    403   login
desk:complaint_solve                  POST   complaint:missing 404   404   404   404   404   403   login
desk:complaint_reopen                 POST   complaint:own   302   302   302   302   302   403   login
desk:complaint_reopen                 POST   complaint:team  302   404   302   302   302   403   login
desk:complaint_reopen                 POST   complaint:other 404   404   404   302   302   403   login
desk:complaint_reopen                 POST   complaint:missing 404   404   404   404   404   403   login

# ---- signals

# ---- retention
retention:triage                      GET    -               403   200   200   200   200   200   login
retention:triage_badge                PART   -               403   200   200   200   200   200   login
retention:detail                      GET    action:own      403   200   200   200   200   200   login
retention:detail                      GET    action:team     403   404   200   200   200   200   login
retention:detail                      GET    action:other    403   404   404   200   200   200   login
retention:detail                      GET    action:missing  403   404   404   404   404   404   login
retention:dock                        PART   action:own      403   200   200   200   200   200   login
retention:dock                        PART   action:team     403   404   200   200   200   200   login
retention:dock                        PART   action:other    403   404   404   200   200   200   login
retention:dock                        PART   action:missing  403   404   404   404   404   404   login
retention:log                         POST   action:own      403   in    in    in    in    403   login
retention:log                         POST   action:team     403   404   in    in    in    403   login
retention:log                         POST   action:other    403   404   404   in    in    403   login
retention:log                         POST   action:missing  403   404   404   404   404   403   login
retention:snooze                      POST   -               403   in    in    in    in    403   login
retention:reassign                    POST   -               403   in    in    in    in    403   login
retention:done                        POST   -               403   in    in    in    in    403   login
# Only who did it takes it back.
retention:undo                        POST   batch:own       403   302   409   409   409   403   login
retention:customer                    GET    customer:own    200   200   200   200   200   200   login
retention:customer                    GET    customer:team   200   404   200   200   200   200   login
retention:customer                    GET    customer:other  404   404   404   200   200   200   login
retention:customer                    GET    customer:missing 404   404   404   404   404   404   login
retention:customer_visits             GET    customer:own    200   200   200   200   200   200   login
retention:customer_visits             GET    customer:team   200   404   200   200   200   200   login
retention:customer_visits             GET    customer:other  404   404   404   200   200   200   login
retention:customer_visits             GET    customer:missing 404   404   404   404   404   404   login
retention:customer_money              GET    customer:own    200   200   200   200   200   200   login
retention:customer_money              GET    customer:team   200   404   200   200   200   200   login
retention:customer_money              GET    customer:other  404   404   404   200   200   200   login
retention:customer_money              GET    customer:missing 404   404   404   404   404   404   login
retention:customer_assets             GET    customer:own    200   200   200   200   200   200   login
retention:customer_assets             GET    customer:team   200   404   200   200   200   200   login
retention:customer_assets             GET    customer:other  404   404   404   200   200   200   login
retention:customer_assets             GET    customer:missing 404   404   404   404   404   404   login
retention:customer_profile            GET    customer:own    200   200   200   200   200   200   login
retention:customer_profile            GET    customer:team   200   404   200   200   200   200   login
retention:customer_profile            GET    customer:other  404   404   404   200   200   200   login
retention:customer_profile            GET    customer:missing 404   404   404   404   404   404   login
retention:customer_agreements         GET    customer:own    200   200   200   200   200   200   login
retention:customer_agreements         GET    customer:team   200   404   200   200   200   200   login
retention:customer_agreements         GET    customer:other  404   404   404   200   200   200   login
retention:customer_agreements         GET    customer:missing 404   404   404   404   404   404   login
retention:timeline                    PART   customer:own    200   200   200   200   200   200   login
retention:timeline                    PART   customer:team   200   404   200   200   200   200   login
retention:timeline                    PART   customer:other  404   404   404   200   200   200   login
retention:timeline                    PART   customer:missing 404   404   404   404   404   404   login
retention:next_action                 PART   customer:own    200   200   200   200   200   200   login
retention:next_action                 PART   customer:team   200   404   200   200   200   200   login
retention:next_action                 PART   customer:other  404   404   404   200   200   200   login
retention:next_action                 PART   customer:missing 404   404   404   404   404   404   login
retention:phone                       POST   customer:own    200   200   200   200   200   403   login
retention:phone                       POST   customer:team   200   404   200   200   200   403   login
retention:phone                       POST   customer:other  404   404   404   200   200   403   login
retention:phone                       POST   customer:missing 404   404   404   404   404   403   login

# ---- dashboards
# Without the right to export nobody gets the file; no night has been, so the others have no figures yet.
dashboards:home                       GET    -               403   403   200   200   200   200   login
dashboards:customers                  GET    -               403   403   200   200   200   200   login
dashboards:export                     FILE   -               403   403   403   403   403   403   login

# ---- the API: who is not known gets 401 and the word Bearer
api_schema                            FILE   -               200   200   200   200   200   200   401
api:customers                         FILE   -               200   200   200   200   200   200   401
api:customers                         POST   -               400   400   400   400   400   403   401
api:customer                          FILE   customer:own    200   200   200   200   200   200   401
api:customer                          FILE   customer:team   200   404   200   200   200   200   401
api:customer                          FILE   customer:other  404   404   404   200   200   200   401
api:customer                          FILE   customer:missing 404   404   404   404   404   404   401
api:contacts                          FILE   customer:own    200   200   200   200   200   200   401
api:contacts                          FILE   customer:team   200   404   200   200   200   200   401
api:contacts                          FILE   customer:other  404   404   404   200   200   200   401
api:contacts                          FILE   customer:missing 404   404   404   404   404   404   401
api:assets                            FILE   customer:own    200   200   200   200   200   200   401
api:assets                            FILE   customer:team   200   404   200   200   200   200   401
api:assets                            FILE   customer:other  404   404   404   200   200   200   401
api:assets                            FILE   customer:missing 404   404   404   404   404   404   401
api:visits                            FILE   customer:own    200   200   200   200   200   200   401
api:visits                            FILE   customer:team   200   404   200   200   200   200   401
api:visits                            FILE   customer:other  404   404   404   200   200   200   401
api:visits                            FILE   customer:missing 404   404   404   404   404   404   401
api:invoices                          FILE   customer:own    200   200   200   200   200   200   401
api:invoices                          FILE   customer:team   200   404   200   200   200   200   401
api:invoices                          FILE   customer:other  404   404   404   200   200   200   401
api:invoices                          FILE   customer:missing 404   404   404   404   404   404   401
api:contracts                         FILE   customer:own    200   200   200   200   200   200   401
api:contracts                         FILE   customer:team   200   404   200   200   200   200   401
api:contracts                         FILE   customer:other  404   404   404   200   200   200   401
api:contracts                         FILE   customer:missing 404   404   404   404   404   404   401
api:quotes                            FILE   customer:own    200   200   200   200   200   200   401
api:quotes                            FILE   customer:team   200   404   200   200   200   200   401
api:quotes                            FILE   customer:other  404   404   404   200   200   200   401
api:quotes                            FILE   customer:missing 404   404   404   404   404   404   401
api:bookings                          FILE   customer:own    200   200   200   200   200   200   401
api:bookings                          FILE   customer:team   200   404   200   200   200   200   401
api:bookings                          FILE   customer:other  404   404   404   200   200   200   401
api:bookings                          FILE   customer:missing 404   404   404   404   404   404   401
api:packages                          FILE   customer:own    200   200   200   200   200   200   401
api:packages                          FILE   customer:team   200   404   200   200   200   200   401
api:packages                          FILE   customer:other  404   404   404   200   200   200   401
api:packages                          FILE   customer:missing 404   404   404   404   404   404   401
api:inquiries                         FILE   customer:own    200   200   200   200   200   200   401
api:inquiries                         FILE   customer:team   200   404   200   200   200   200   401
api:inquiries                         FILE   customer:other  404   404   404   200   200   200   401
api:inquiries                         FILE   customer:missing 404   404   404   404   404   404   401
api:timeline                          FILE   customer:own    200   200   200   200   200   200   401
api:timeline                          FILE   customer:team   200   404   200   200   200   200   401
api:timeline                          FILE   customer:other  404   404   404   200   200   200   401
api:timeline                          FILE   customer:missing 404   404   404   404   404   404   401
api:imports                           FILE   -               403   403   403   200   200   200   401

# ---- messages and consent
outbox:messages                       GET    -               200   200   200   200   200   200   login
outbox:messages_decide                POST   -               400   400   400   400   400   403   login
# Only who took it back plans it again.
outbox:messages_undo                  POST   taken:own       404   302   404   404   404   403   login
outbox:skips                          GET    -               200   200   200   200   200   200   login
# By permission, not by role: nobody here has it.
outbox:messages_export                POST   -               403   403   403   403   403   403   login
outbox:policy                         GET    -               403   403   403   200   200   200   login
outbox:policy                         POST   -               403   403   403   422   422   403   login
outbox:switch                         POST   -               403   403   403   422   422   403   login
outbox:message                        GET    message:own     200   200   200   200   200   200   login
outbox:message                        GET    message:team    200   404   200   200   200   200   login
outbox:message                        GET    message:other   404   404   404   200   200   200   login
outbox:message                        GET    message:missing 404   404   404   404   404   404   login
outbox:consent                        PART   customer:own    200   200   200   200   200   200   login
outbox:consent                        PART   customer:team   200   404   200   200   200   200   login
outbox:consent                        PART   customer:other  404   404   404   200   200   200   login
outbox:consent                        PART   customer:missing 404   404   404   404   404   404   login
outbox:may_contact                    PART   customer:own    200   200   200   200   200   200   login
outbox:may_contact                    PART   customer:team   200   404   200   200   200   200   login
outbox:may_contact                    PART   customer:other  404   404   404   200   200   200   login
outbox:may_contact                    PART   customer:missing 404   404   404   404   404   404   login
outbox:consent_new                    GET    customer:own    200   200   200   200   200   403   login
outbox:consent_new                    GET    customer:team   200   404   200   200   200   403   login
outbox:consent_new                    GET    customer:other  404   404   404   200   200   403   login
outbox:consent_new                    GET    customer:missing 404   404   404   404   404   403   login
outbox:consent_new                    POST   customer:own    in    in    in    in    in    403   login
outbox:consent_new                    POST   customer:team   in    404   in    in    in    403   login
outbox:consent_new                    POST   customer:other  404   404   404   in    in    403   login
outbox:consent_new                    POST   customer:missing 404   404   404   404   404   403   login
outbox:opt_out_lift                   GET    opted:own       200   200   200   200   200   403   login
outbox:opt_out_lift                   GET    opted:team      200   404   200   200   200   403   login
outbox:opt_out_lift                   GET    opted:other     404   404   404   200   200   403   login
outbox:opt_out_lift                   GET    opted:missing   404   404   404   404   404   403   login
outbox:opt_out_lift                   POST   opted:own       in    in    in    in    in    403   login
outbox:opt_out_lift                   POST   opted:team      in    404   in    in    in    403   login
outbox:opt_out_lift                   POST   opted:other     404   404   404   in    in    403   login
outbox:opt_out_lift                   POST   opted:missing   404   404   404   404   404   403   login
outbox:consent_undo                   POST   word:own        in    in    in    in    in    403   login
outbox:consent_undo                   POST   word:team       in    404   in    in    in    403   login
outbox:consent_undo                   POST   word:other      404   404   404   in    in    403   login
outbox:consent_undo                   POST   word:missing    404   404   404   404   404   403   login
outbox_api:consents                   FILE   customer:own    200   200   200   200   200   200   401
outbox_api:consents                   FILE   customer:team   200   404   200   200   200   200   401
outbox_api:consents                   FILE   customer:other  404   404   404   200   200   200   401
outbox_api:consents                   FILE   customer:missing 404   404   404   404   404   404   401
outbox_api:consents                   POST   customer:own    400   400   400   400   400   403   401
outbox_api:consents                   POST   customer:team   400   404   400   400   400   403   401
outbox_api:consents                   POST   customer:other  404   404   404   400   400   403   401
outbox_api:consents                   POST   customer:missing 404   404   404   404   404   403   401
outbox_api:messages                   FILE   -               200   200   200   200   200   200   401
outbox_api:messages                   POST   -               400   400   400   400   400   403   401
outbox_api:message                    FILE   message:own     200   200   200   200   200   200   401
outbox_api:message                    FILE   message:team    200   404   200   200   200   200   401
outbox_api:message                    FILE   message:other   404   404   404   200   200   200   401
outbox_api:message                    FILE   message:missing 404   404   404   404   404   404   401
outbox_api:take_back                  POST   message:own     200   200   200   200   200   403   401
outbox_api:take_back                  POST   message:team    200   404   200   200   200   403   401
outbox_api:take_back                  POST   message:other   404   404   404   200   200   403   401
outbox_api:take_back                  POST   message:missing 404   404   404   404   404   403   401
outbox_api:replies                    FILE   -               200   200   200   200   200   200   401
outbox_api:templates                  FILE   -               200   200   200   200   200   200   401
outbox_api:template                   FILE   template:own    200   200   200   200   200   200   401
outbox_api:template                   FILE   template:missing 404   404   404   404   404   404   401
outbox_api:sending_policy             FILE   -               403   403   403   200   200   200   401

# ---- nights and policies
signals:runs                          GET    -               403   403   200   200   200   200   login
signals:run_status                    PART   -               200   200   200   200   200   200   login
signals:run                           GET    night:own       403   403   200   200   200   200   login
signals:run                           FILE   night:missing   403   403   404   404   404   404   login
signals:policies                      GET    -               403   403   200   200   200   200   login
signals:edit_scoring                  GET    -               403   403   403   200   200   403   login
signals:edit_scoring                  POST   -               403   403   403   in    in    403   login
signals:preview_scoring               POST   -               403   403   403   422   422   403   login
signals:edit_branch                   GET    branch:own      403   403   403   200   200   403   login
signals:edit_branch                   FILE   branch:missing  403   403   403   404   404   403   login
signals:edit_branch                   POST   branch:own      403   403   403   in    in    403   login
signals:edit_detector                 GET    detector:own    403   403   403   200   200   403   login
signals:edit_detector                 FILE   detector:missing 403  403   403   404   404   403   login
signals:edit_detector                 POST   detector:own    403   403   403   in    in    403   login
retention:start_night                 POST   -               403   403   403   302   302   403   login
"""


@dataclass(frozen=True)
class Line:
    """One line of the table. answers: by the names in WHO."""

    url_name: str
    method: str
    kind: str
    whose: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.url_name} {self.method} {self.kind}:{self.whose}".rstrip(":-")

    @property
    def verb(self) -> str:
        """The HTTP method."""
        return READING.get(self.method, self.method)


def line(words: list[str]) -> Line:
    url_name, method, target, *answers = words
    kind, _, whose = target.partition(":")
    return Line(url_name, method, kind, whose, dict(zip(WHO, answers, strict=True)))


LINES = tuple(line(row.split()) for row in TABLE.splitlines() if row.strip() and not row.startswith("#"))
